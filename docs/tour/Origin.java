import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin for the tour of the README: it counts its answers, so that each shows whether the
 * origin was asked. Started with {@code java docs/tour/Origin.java 9000}, by any Java from 17 on.
 */
final class Origin {

  private static final AtomicInteger ANSWERS = new AtomicInteger();

  private Origin() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", Origin::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean product = exchange.getRequestURI().getPath().startsWith("/v1/products/");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (product) {
      exchange.getResponseHeaders().set("Cache-Control", "max-age=5");
    }
    String body =
        "{\"asked\": \"%s\", \"answer\": %d}%n"
            .formatted(exchange.getRequestURI(), ANSWERS.incrementAndGet());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}

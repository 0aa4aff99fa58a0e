package dev.edgecache.check.kill;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import java.util.function.IntToLongFunction;

/** What shows a catalogue: its items at the primary and at the replica, and their positions. */
final class CatalogueServices implements AutoCloseable {

  private final Undertow server;

  private CatalogueServices(Undertow server) {
    this.server = server;
  }

  static CatalogueServices start(Catalogue catalogue) {
    PathHandler paths =
        new PathHandler()
            .addPrefixPath("/primary/items", items(catalogue::onPrimary))
            .addPrefixPath("/replica/items", items(catalogue::onReplica))
            .addExactPath(
                "/position/primary",
                exchange -> {
                  String position = json(catalogue.positionOfPrimary());
                  send(exchange, "{\"position\": " + position + ", \"settled\": " + position + "}");
                })
            .addExactPath(
                "/position/replica",
                exchange ->
                    send(exchange, "{\"position\": " + json(catalogue.positionOfReplica()) + "}"));
    Undertow server =
        Undertow.builder()
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setIoThreads(1)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(paths)
            .build();
    server.start();
    return new CatalogueServices(server);
  }

  /** Answers {@code /7} with the version of item 7. */
  private static HttpHandler items(IntToLongFunction versions) {
    return exchange -> {
      int item = Integer.parseInt(exchange.getRelativePath().substring(1));
      send(exchange, Long.toString(versions.applyAsLong(item)));
    };
  }

  private static String json(String position) {
    return '"' + position + '"';
  }

  private static void send(HttpServerExchange exchange, String text) {
    exchange.getResponseSender().send(text);
  }

  /** Its URL, without a path. */
  String url() {
    return "http:/" + server.getListenerInfo().getFirst().getAddress();
  }

  @Override
  public void close() {
    server.stop();
  }
}

package dev.edgecache.serve.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.RawClient;
import io.undertow.server.HttpHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RequestGateTest {
  private static final MessageLimits LIMITS =
      new MessageLimits(2048, 20, 256, OptionalLong.of(100));
  private static final HttpHandler ECHO =
      exchange -> {
        String query = exchange.getQueryString();
        exchange
            .getResponseSender()
            .send("served " + exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query));
      };

  private Listeners listeners;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws ListenerException {
    ListenerSettings settings =
        new ListenerSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            LIMITS,
            ConnectionLimits.DEFAULTS);
    listeners = Listeners.start(List.of(settings), 1, any -> ECHO);
    address = listeners.addresses().getFirst();
  }

  @AfterEach
  void stop() {
    listeners.close();
  }

  record Row(String request, int status, String title) {
    @Override
    public String toString() {
      return title + " -> " + status;
    }
  }

  static List<Row> refused() {
    String host = "Host: a\r\n";
    return List.of(
        new Row(
            "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            501,
            "TE xchunked"),
        new Row(
            "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            501,
            "TE gzip, chunked"),
        new Row(
            "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n",
            400,
            "TE identity"),
        new Row(
            "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "TE on HTTP/1.0"),
        new Row(
            "POST / HTTP/1.1\r\n"
                + host
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "two TE lines"),
        new Row(
            "POST / HTTP/1.1\r\n"
                + host
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "CL and TE"),
        new Row(
            "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            400,
            "two CL lines"),
        new Row("POST / HTTP/1.1\r\n" + host + "Content-Length: 2, 2\r\n\r\nxx", 400, "CL list"),
        new Row("POST / HTTP/1.1\r\n" + host + "Content-Length: +2\r\n\r\nxx", 400, "CL with sign"),
        new Row("POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400, "negative CL"),
        new Row(
            "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
            400,
            "CL overflow"),
        new Row("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "space before the colon"),
        new Row("GET / HTTP/1.1\nHost: a\n\n", 400, "bare LF"),
        new Row("GET / HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n", 400, "bare CR in a value"),
        new Row("GET / HTTP/1.1\r\n" + host + "X: a\0b\r\n\r\n", 400, "NUL in a value"),
        new Row("GET / HTTP/1.1\r\n\r\n", 400, "no Host"),
        new Row("GET / HTTP/1.1\r\n" + host + host + "\r\n", 400, "two Hosts"),
        new Row("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "bad Host"),
        new Row(
            "GET http://b/ HTTP/1.1\r\n" + host + "\r\n", 400, "target's authority is not Host"),
        new Row("GET ftp://a/x HTTP/1.1\r\n" + host + "\r\n", 400, "scheme that is not HTTP's"),
        new Row("GET /a#b HTTP/1.1\r\n" + host + "\r\n", 400, "fragment in the target"),
        new Row("GET * HTTP/1.1\r\n" + host + "\r\n", 400, "asterisk for GET"),
        new Row("GET /\u0001 HTTP/1.1\r\n" + host + "\r\n", 400, "control in the target"),
        new Row("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 405, "CONNECT"),
        new Row("TRACE / HTTP/1.1\r\n" + host + "\r\n", 405, "TRACE"),
        new Row("GET / HTTP/1.1\r\n" + host + "Expect: 200-ok\r\n\r\n", 417, "unknown expectation"),
        new Row("GET /" + "a".repeat(300) + " HTTP/1.1\r\n" + host + "\r\n", 414, "long target"),
        new Row("GET /?" + "a".repeat(300) + " HTTP/1.1\r\n" + host + "\r\n", 414, "long query"),
        new Row(
            "GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(3000) + "\r\n\r\n", 431, "long field"),
        new Row("GET / HTTP/1.1\r\n" + host + "X: a\r\n".repeat(25) + "\r\n", 431, "many fields"),
        new Row(
            "GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(9000) + "\r\n\r\n",
            400,
            "field beyond the parser's limit"),
        new Row("POST / HTTP/1.1\r\n" + host + "Content-Length: 101\r\n\r\n", 413, "long body"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("SEC-6 SEC-10: what is malformed or too large is refused and the connection closed")
  void refusesAndCloses(Row row) throws Exception {
    try (RawClient client = RawClient.to(address)) {
      // What follows must never be taken for a second request.
      client.send(row.request() + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n");

      String answer = client.readToEnd();

      assertThat(answer).matches("(?s)HTTP/1\\.[01] " + row.status() + " .*");
      assertThat(answer).containsIgnoringCase("\r\nConnection: close\r\n");
      assertThat(answer).doesNotContain("served /");
    }
  }

  @Test
  void answersWithProblemDetails() throws Exception {
    try (RawClient client = RawClient.to(address)) {
      client.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");

      String answer = client.readToEnd();

      assertThat(answer)
          .contains("Content-Type: application/problem+json\r\n")
          .contains("Cache-Control: no-store\r\n")
          .contains("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n")
          .endsWith(
              "\r\n\r\n{\"status\":405,\"title\":\"Method Not Allowed\","
                  + "\"detail\":\"This method is not served.\"}");
    }
  }

  static List<Row> served() {
    return List.of(
        new Row("/a%2Fb%20c", 200, "percent-encoding stays"),
        new Row("/p;v=1/q", 200, "matrix parameters stay"),
        new Row("/a/%2e%2e/b", 200, "dot segments stay"),
        new Row("/a//b/../c", 200, "slashes stay"),
        new Row("/a|b?c={d}|\"e\"", 200, "raw characters of browsers"),
        new Row("/a%20b%3Fc?d=%3D&e", 200, "encoded delimiters stay"));
  }

  @ParameterizedTest
  @MethodSource("served")
  @DisplayName("SEC-2: the handler sees the target as it was sent")
  void keepsTheTarget(Row row) throws Exception {
    try (RawClient client = RawClient.to(address)) {
      client.send("GET " + row.request() + " HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      assertThat(client.read(7 + row.request().length())).isEqualTo("served " + row.request());
    }
  }

  @Test
  void answersOptionsForTheServerAndKeepsTheConnection() throws Exception {
    try (RawClient client = RawClient.to(address)) {
      client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204 ").contains("\r\nAllow: GET, ");

      client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertThat(client.read(12)).isEqualTo("served /next");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "x, close", "close, x", "x,CLOSE", "x\r\nConnection: close"})
  void closesWhenAnyConnectionTokenSaysClose(String connection) throws Exception {
    try (RawClient client = RawClient.to(address)) {
      client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: " + connection + "\r\n\r\n");

      assertThat(client.readToEnd()).contains("\r\nConnection: close\r\n").endsWith("served /a");
    }
  }

  @Test
  void staysOpenWhenATokenOnlyLooksLikeClose() throws Exception {
    try (RawClient client = RawClient.to(address)) {
      client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n");
      assertThat(client.readHead()).doesNotContain("Connection");
      client.read(9);

      client.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertThat(client.read(9)).isEqualTo("served /b");
    }
  }

  @Test
  void takesRequestsThatWereSentAtOnceInTheirOrder() throws Exception {
    try (RawClient client = RawClient.to(address)) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

      client.readHead();
      assertThat(client.read(9)).isEqualTo("served /1");
      client.readHead();
      assertThat(client.read(9)).isEqualTo("served /2");
    }
  }

  @Test
  @DisplayName("SEC-10: a request head that never ends is cut off")
  void cutsSlowHeads() throws Exception {
    ConnectionLimits hasty =
        new ConnectionLimits(
            10,
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    ListenerSettings settings =
        new ListenerSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            LIMITS,
            hasty);
    try (Listeners impatient = Listeners.start(List.of(settings), 1, any -> ECHO);
        RawClient client = RawClient.to(impatient.addresses().getFirst())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n");

      assertThat(client.read()).isEqualTo(-1);
    }
  }
}

package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.serve.RawHttp2Client.Frame;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The heads of requests over HTTP/2, octet by octet (RFC 9113 §8.2, §8.3). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2HeadTest {
  private static final AtomicInteger SERVED = new AtomicInteger();
  private static final HttpHandler ECHO =
      exchange -> {
        SERVED.incrementAndGet();
        exchange
            .getResponseSender()
            .send(
                String.join(
                    "|",
                    exchange.getRequestURI(),
                    exchange.getQueryString(),
                    exchange.getHostAndPort(),
                    String.valueOf(exchange.getRequestHeaders().get(Headers.COOKIE))));
      };

  @TempDir static Path directory;
  private static TestCertificate certificate;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.in(directory, "EC");
    server = TestServer.tls(certificate, ECHO);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What becomes of a request. */
  enum Fate {
    /** It is answered with 400. */
    ANSWERED_400,
    /** Its stream is reset with PROTOCOL_ERROR. */
    RESET,
    /** The connection is ended with PROTOCOL_ERROR. */
    CONNECTION_ENDED
  }

  record Row(String title, Fate fate, List<String> fields) {
    @Override
    public String toString() {
      return title + " -> " + fate;
    }
  }

  /** A row for a request like any other, but for what the words say. */
  private static Row row(String title, Fate fate, String... changes) {
    List<String> fields =
        new ArrayList<>(
            List.of(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"));
    for (int i = 0; i < changes.length; i += 2) {
      int at = fields.indexOf(changes[i]);
      if (changes[i].startsWith(":") && at >= 0) {
        fields.set(at + 1, changes[i + 1]);
      } else {
        fields.add(changes[i]);
        fields.add(changes[i + 1]);
      }
    }
    return new Row(title, fate, fields);
  }

  private static Row exactly(String title, Fate fate, String... fields) {
    return new Row(title, fate, List.of(fields));
  }

  static List<Row> refused() {
    return List.of(
        row("path without a slash", Fate.ANSWERED_400, ":path", "a"),
        row("path in absolute form", Fate.ANSWERED_400, ":path", "https://b/"),
        row("asterisk for GET", Fate.ANSWERED_400, ":path", "*"),
        row("space in the path", Fate.ANSWERED_400, ":path", "/a HTTP/1.1"),
        row("fragment", Fate.ANSWERED_400, ":path", "/a#b"),
        row("scheme of another connection", Fate.ANSWERED_400, ":scheme", "http"),
        row("scheme that is not HTTP's", Fate.ANSWERED_400, ":scheme", "ftp"),
        row("line break in the path", Fate.RESET, ":path", "/a\r\nX: y"),
        row("NUL in the path", Fate.RESET, ":path", "/a\0"),
        row("empty path", Fate.RESET, ":path", ""),
        exactly("no path", Fate.RESET, ":method", "GET", ":scheme", "https", ":authority", "a"),
        exactly("no method", Fate.RESET, ":scheme", "https", ":authority", "a", ":path", "/"),
        exactly("no scheme", Fate.RESET, ":method", "GET", ":authority", "a", ":path", "/"),
        exactly("no host", Fate.RESET, ":method", "GET", ":scheme", "https", ":path", "/"),
        exactly("CONNECT", Fate.RESET, ":method", "CONNECT", ":authority", "a:443"),
        exactly(
            "two paths",
            Fate.RESET,
            ":method",
            "GET",
            ":scheme",
            "https",
            ":authority",
            "a",
            ":path",
            "/",
            ":path",
            "/b"),
        exactly(
            "two authorities",
            Fate.RESET,
            ":method",
            "GET",
            ":scheme",
            "https",
            ":authority",
            "a",
            ":authority",
            "b",
            ":path",
            "/"),
        exactly(
            "pseudo-field after a field",
            Fate.CONNECTION_ENDED,
            ":method",
            "GET",
            ":scheme",
            "https",
            "x",
            "y",
            ":authority",
            "a",
            ":path",
            "/"),
        row("unknown pseudo-field", Fate.RESET, ":version", "1"),
        row("response pseudo-field", Fate.RESET, ":status", "200"),
        row("method that is no token", Fate.RESET, ":method", "GE T"),
        row("user in the authority", Fate.RESET, ":authority", "me@a"),
        row("path in the authority", Fate.RESET, ":authority", "a/b"),
        row("empty authority", Fate.RESET, ":authority", ""),
        row("line break in the authority", Fate.RESET, ":authority", "a\r\nX: y"),
        row("Host is not the authority", Fate.RESET, "host", "b"),
        row("two Hosts", Fate.RESET, "host", "a", "host", "a"),
        row("upper case", Fate.RESET, "X-Upper", "1"),
        row("space in a name", Fate.RESET, "x y", "1"),
        row("colon in a name", Fate.RESET, "x:y", "1"),
        row("line break in a name", Fate.CONNECTION_ENDED, "x\r\ny", "1"),
        row("line break in a value", Fate.RESET, "x", "1\r\nContent-Length: 5"),
        row("bare CR in a value", Fate.RESET, "x", "1\r2"),
        row("bare LF in a value", Fate.RESET, "x", "1\n2"),
        row("NUL in a value", Fate.RESET, "x", "1\0002"),
        row("control in a value", Fate.RESET, "x", "1\0012"),
        row("space before a value", Fate.RESET, "x", " 1"),
        row("tab after a value", Fate.RESET, "x", "1\t"),
        row("Connection", Fate.RESET, "connection", "close"),
        row("Keep-Alive", Fate.RESET, "keep-alive", "timeout=5"),
        row("Proxy-Connection", Fate.RESET, "proxy-connection", "keep-alive"),
        row("Upgrade", Fate.RESET, "upgrade", "websocket"),
        row("TE other than trailers", Fate.RESET, "te", "gzip"),
        row("Transfer-Encoding", Fate.CONNECTION_ENDED, "transfer-encoding", "chunked"),
        row("length without content", Fate.RESET, "content-length", "5"),
        row("length with sign", Fate.RESET, "content-length", "+0"),
        row("negative length", Fate.RESET, "content-length", "-1"),
        row("two lengths", Fate.RESET, "content-length", "0", "content-length", "0"),
        row("list of lengths", Fate.CONNECTION_ENDED, "content-length", "0, 0"),
        row("length that is none", Fate.CONNECTION_ENDED, "content-length", "abc"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("SEC-6: a malformed head is refused before anybody sees it")
  void refuses(Row row) throws Exception {
    int before = SERVED.get();
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      client.literal(1, RawHttp2Client.END_STREAM, row.fields().toArray(String[]::new));
      Frame end = client.next();

      switch (row.fate()) {
        case ANSWERED_400 -> assertThat(end.status()).isEqualTo("400");
        case RESET -> {
          assertThat(end.type()).isEqualTo(RawHttp2Client.RST_STREAM);
          assertThat(end.code()).isEqualTo(1);
        }
        case CONNECTION_ENDED -> {
          assertThat(end.type()).isEqualTo(RawHttp2Client.GOAWAY);
          assertThat(end.code()).isEqualTo(1);
        }
      }
      assertThat(SERVED.get()).isEqualTo(before);
      if (row.fate() != Fate.CONNECTION_ENDED) {
        client.request(3, RawHttp2Client.END_STREAM, "GET", "/next");
        assertThat(text(client, 3)).startsWith("/next|");
      }
    }
  }

  private static String text(RawHttp2Client client, int stream) throws Exception {
    while (true) {
      Frame frame = client.next();
      if (frame.type() == RawHttp2Client.DATA && frame.stream() == stream) {
        return frame.text();
      }
    }
  }

  private static String served(String... fields) throws Exception {
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      client.literal(1, RawHttp2Client.END_STREAM, fields);
      return text(client, 1);
    }
  }

  private static String servedAt(String path) throws Exception {
    return served(":method", "GET", ":scheme", "https", ":authority", "a", ":path", path);
  }

  @Test
  @DisplayName("SEC-2: the handler sees the target as it was sent")
  void keepsTheTarget() throws Exception {
    assertThat(servedAt("/a%2Fb%20c?d=%3D&e")).startsWith("/a%2Fb%20c|d=%3D&e|a|");
    assertThat(servedAt("/p;v=1/q?x=1")).startsWith("/p;v=1/q|x=1|a|");
    assertThat(servedAt("/p;v=1?x=1;y")).startsWith("/p;v=1|x=1;y|a|");
    assertThat(servedAt("/a/../b//c|d?")).startsWith("/a/../b//c|d||a|");
  }

  @Test
  @DisplayName("RFC 9113 §8.3.1: Host stands in for an authority, and may repeat it")
  void takesHost() throws Exception {
    assertThat(served(":method", "GET", ":scheme", "https", ":path", "/", "host", "b:8443"))
        .startsWith("/||b:8443|");
    assertThat(
            served(
                ":method",
                "GET",
                ":scheme",
                "https",
                ":authority",
                "A:443",
                ":path",
                "/",
                "host",
                "a:443"))
        .startsWith("/||A:443|");
  }

  @Test
  @DisplayName("RFC 9113 §8.2.3: crumbs of a cookie are one field")
  void joinsCookies() throws Exception {
    assertThat(
            served(
                ":method",
                "GET",
                ":scheme",
                "https",
                ":authority",
                "a",
                ":path",
                "/",
                "cookie",
                "a=1",
                "x",
                "y",
                "cookie",
                "b=2",
                "cookie",
                "c=3"))
        .endsWith("|[a=1; b=2; c=3]");
  }

  @Test
  @DisplayName("SEC-10: a head too large is answered with 431, one far too large ends all")
  void limitsHeads() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      String[] large = large(9);
      client.literal(1, RawHttp2Client.END_STREAM, large);
      assertThat(client.next().status()).isEqualTo("431");
    }
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      byte[] part = RawHttp2Client.block("x", "y".repeat(8000));
      client.frame(
          RawHttp2Client.HEADERS,
          0,
          1,
          RawHttp2Client.block(
              ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"));
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.frame(RawHttp2Client.CONTINUATION, 0, 1, part);
                }
              })
          .as("the connection is closed under a head without end")
          .isInstanceOf(SocketException.class);
    }
  }

  /** A head with so many fields of 2000 octets, which Chrome's crumbs would not be. */
  private static String[] large(int fields) {
    List<String> head =
        new ArrayList<>(
            List.of(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"));
    for (int i = 0; i < fields; i++) {
      head.add("x" + i);
      head.add("y".repeat(1500));
    }
    for (int i = 0; i < 60; i++) {
      head.add("z" + i);
      head.add("y".repeat(350));
    }
    return head.toArray(String[]::new);
  }

  @Test
  @DisplayName("SEC-6: a head is served whole, however its frames arrive")
  void waitsForTheWholeHead() throws Exception {
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      byte[] first =
          RawHttp2Client.block(
              ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/");
      byte[] last = RawHttp2Client.block("cookie", "late=1");
      client.frame(RawHttp2Client.HEADERS, RawHttp2Client.END_STREAM, 1, first);
      client.frame(RawHttp2Client.CONTINUATION, 0, 1, new byte[0]);
      client.frame(RawHttp2Client.CONTINUATION, RawHttp2Client.END_HEADERS, 1, last);
      assertThat(text(client, 1)).endsWith("|[late=1]");
    }
    int before = SERVED.get();
    try (RawHttp2Client client = RawHttp2Client.to(server.address(), certificate.trusting())) {
      byte[] first =
          RawHttp2Client.block(
              ":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/");
      client.frame(RawHttp2Client.HEADERS, RawHttp2Client.END_STREAM, 1, first);
      byte[] bad = RawHttp2Client.block("connection", "close");
      for (int i = 0; i < bad.length; i++) {
        boolean end = i == bad.length - 1;
        client.frame(
            RawHttp2Client.CONTINUATION,
            end ? RawHttp2Client.END_HEADERS : 0,
            1,
            new byte[] {bad[i]});
      }
      assertThat(client.next().type()).isEqualTo(RawHttp2Client.RST_STREAM);
    }
    assertThat(SERVED.get()).isEqualTo(before);
  }

  @Test
  @DisplayName("many crumbs of a cookie are not many fields")
  void countsACookieOnce() throws Exception {
    List<String> head =
        new ArrayList<>(
            List.of(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"));
    for (int i = 0; i < 120; i++) {
      head.add("cookie");
      head.add("c" + i + "=1");
    }
    assertThat(served(head.toArray(String[]::new))).startsWith("/||a|[c0=1; c1=1; ");
  }
}

package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.testing.TestOrigin.Arrived;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A corpus of requests that readers may understand differently, each as the octets on the wire:
 * what the client gets, and what becomes of the request behind it on the same connection.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AmbiguousRequestsTest {

  private static final String POLICY =
      """
      policy: shop
      routes:
        - name: stored
          path: /stored/**
          methods: [GET]
          cache: { fresh: 60s }
        - name: rest
          path: /**
          cache: never
      """;
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HOST = "Host: a\r\n";
  private static final String CHUNKED =
      "POST /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static ProxyUnderTest proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
    proxy.origin.always(AmbiguousRequestsTest::answer);
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  private static void answer(Arrived arrived) {
    String line = arrived.requestLine();
    SEEN.add(line);
    arrived.ok("X-Trailers: " + arrived.trailers().size(), "<" + line + "|" + arrived.body() + ">");
  }

  /** What becomes of the request behind. */
  enum Then {
    /** It gets its own answer. */
    ANSWERED,
    /** It is never read: the connection is closed. */
    CLOSED
  }

  record Row(String title, String sent, int status, Then then, String content) {
    @Override
    public String toString() {
      return title + " -> " + status + ", then " + then;
    }
  }

  private static Row refused(String title, int status, String sent) {
    return new Row(title, sent, status, Then.CLOSED, "");
  }

  private static Row chunks(String title, String chunks) {
    return refused("chunks: " + title, 400, CHUNKED + chunks);
  }

  /** It is served, with that target and content. */
  private static Row served(String title, String sent, String content) {
    return new Row(title, sent, 200, Then.ANSWERED, content);
  }

  private static Row last(String title, String sent, String content) {
    return new Row(title, sent, 200, Then.CLOSED, content);
  }

  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    framing(rows);
    chunks(rows);
    lines(rows);
    targets(rows);
    semantics(rows);
    return rows.stream();
  }

  private static String post(String fields, String content) {
    return "POST /first HTTP/1.1\r\n" + HOST + fields + "\r\n" + content;
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  private static String with(String fields) {
    return "GET /first HTTP/1.1\r\n" + HOST + fields + "\r\n";
  }

  private static void framing(List<Row> rows) {
    String chunk = "0\r\n\r\n";
    String te = "Transfer-Encoding: ";
    for (String unknown :
        List.of("xchunked", "gzip, chunked", "chunked, gzip", "chunked;q=1", "x, chunked", ",")) {
      rows.add(refused("TE " + unknown, 501, post(te + unknown + "\r\n", chunk)));
    }
    rows.add(refused("TE identity", 400, post(te + "identity\r\n", "")));
    rows.add(refused("TE twice", 400, post((te + "chunked\r\n").repeat(2), chunk)));
    rows.add(refused("TE before CL", 400, post(te + "chunked\r\nContent-Length: 3\r\n", chunk)));
    rows.add(
        refused("CL before TE", 400, post("Content-Length: 3\r\n" + te + "chunked\r\n", chunk)));
    rows.add(
        refused(
            "TE and CL hidden by Connection",
            400,
            post(
                "Connection: content-length\r\nContent-Length: 3\r\n" + te + "chunked\r\n",
                chunk)));
    rows.add(
        refused(
            "TE in HTTP/1.0", 400, "POST / HTTP/1.0\r\n" + HOST + te + "chunked\r\n\r\n" + chunk));
    rows.add(refused("TE with a vertical tab", 400, post(te + "\u000bchunked\r\n", chunk)));
    rows.add(refused("TE on a folded line", 501, post(te + "\r\n x,\r\n chunked\r\n", chunk)));
    rows.add(
        refused(
            "space before the colon of TE", 400, post("Transfer-Encoding : chunked\r\n", chunk)));
    for (String length :
        List.of("+2", "-1", "0x2", "2, 2", "2 2", "2.0", "2;", "", "99999999999999999999")) {
      rows.add(
          refused("CL '" + length + "'", 400, post("Content-Length: " + length + "\r\n", "xx")));
    }
    rows.add(refused("CL twice, equal", 400, post("Content-Length: 2\r\n".repeat(2), "xx")));
    rows.add(
        refused(
            "CL in another case", 400, post("Content-Length: 2\r\ncontent-length: 3\r\n", "xx")));
    rows.add(served("TE in upper case", post(te + "CHUNKED\r\n", "2\r\nab\r\n0\r\n\r\n"), "|ab>"));
    rows.add(served("CL with zeros", post("Content-Length: 0002\r\n", "ab"), "ab"));
    rows.add(served("CL with white space", post("Content-Length: \t2 \t\r\n", "ab"), "ab"));
    rows.add(
        served(
            "Connection names Content-Length",
            post("Connection: Content-Length\r\nContent-Length: 2\r\n", "ab"),
            "ab"));
    rows.add(
        served(
            "a field that resembles TE",
            post("Transfer_Encoding: chunked\r\nContent-Length: 2\r\n", "ab"),
            "ab"));
  }

  private static void chunks(List<Row> rows) {
    rows.add(chunks("junk after the data", "2\r\nabJUNK\r\n0\r\n\r\n"));
    rows.add(chunks("data longer than its size", "2\r\nabc\r\n0\r\n\r\n"));
    rows.add(chunks("bare LF after the size", "2\nab\r\n0\r\n\r\n"));
    rows.add(chunks("bare LF after the data", "2\r\nab\n0\r\n\r\n"));
    rows.add(chunks("bare CR after the size", "2\rab\r\n0\r\n\r\n"));
    rows.add(chunks("bare LF at the end", "2\r\nab\r\n0\r\n\n"));
    rows.add(chunks("space after the size", "2 \r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("space before the size", " 2\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("sign", "+2\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("negative", "-2\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("prefix", "0x2\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("no size", "\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("no hexadecimal", "g\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("overflow", "10000000000000002\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("bare LF in an extension", "2;a=b\nc\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("control in an extension", "2;a=\u0001\r\nab\r\n0\r\n\r\n"));
    rows.add(chunks("long extension", "2;" + "a".repeat(5000) + "\r\nab\r\n0\r\n\r\n"));
    rows.add(
        chunks(
            "many extensions", ("1;a=" + "b".repeat(300) + "\r\na\r\n").repeat(20) + "0\r\n\r\n"));
    rows.add(chunks("folded trailer", "2\r\nab\r\n0\r\nX: a\r\n b\r\n\r\n"));
    rows.add(chunks("trailer without a name", "2\r\nab\r\n0\r\n: a\r\n\r\n"));
    rows.add(chunks("space in a trailer's name", "2\r\nab\r\n0\r\nX : a\r\n\r\n"));
    rows.add(chunks("trailer without a colon", "2\r\nab\r\n0\r\nX\r\n\r\n"));
    rows.add(chunks("bare LF in a trailer", "2\r\nab\r\n0\r\nX: a\nY: b\r\n\r\n"));
    rows.add(chunks("many trailers", "0\r\n" + "X: a\r\n".repeat(101) + "\r\n"));
    rows.add(chunks("large trailer", "0\r\nX: " + "a".repeat(40_000) + "\r\n\r\n"));
    rows.add(
        served("chunks: zeros before the size", CHUNKED + "0002\r\nab\r\n000\r\n\r\n", "|ab>"));
    rows.add(
        served("chunks: upper case", CHUNKED + "A\r\n0123456789\r\n0\r\n\r\n", "|0123456789>"));
    rows.add(served("chunks: extensions", CHUNKED + "2 ;a=\"b\";c\r\nab\r\n0;d\r\n\r\n", "|ab>"));
    rows.add(
        served(
            "chunks: a request as data",
            CHUNKED + "%x\r\n%s\r\n0\r\n\r\n".formatted(NEXT.length(), NEXT),
            "|" + NEXT));
    rows.add(
        served("chunks: trailers", CHUNKED + "2\r\nab\r\n0\r\nX-A: 1\r\nX-B: 2\r\n\r\n", "|ab>"));
  }

  private static void lines(List<Row> rows) {
    rows.add(refused("bare LF", 400, "GET / HTTP/1.1\nHost: a\n\n"));
    rows.add(refused("bare LF between fields", 400, with("X: a\nY: b\r\n")));
    rows.add(refused("bare CR in a value", 400, with("X: a\rb\r\n")));
    rows.add(refused("NUL in a value", 400, with("X: a\0b\r\n")));
    rows.add(refused("NUL in a name", 400, with("X\0: b\r\n")));
    rows.add(refused("space in a name", 400, with("X Y: b\r\n")));
    rows.add(refused("no name", 400, with(": b\r\n")));
    rows.add(refused("no colon", 400, with("X\r\n")));
    rows.add(
        refused(
            "white space before the first field",
            400,
            "GET / HTTP/1.1\r\n X: y\r\n" + HOST + "\r\n"));
    rows.add(refused("empty line before the request", 400, "\r\n" + get("/first")));
    rows.add(refused("control before the request", 400, "\u0001" + get("/first")));
    rows.add(
        refused("two spaces in the request line", 400, "GET  /first HTTP/1.1\r\n" + HOST + "\r\n"));
    rows.add(refused("tab in the request line", 400, "GET\t/first HTTP/1.1\r\n" + HOST + "\r\n"));
    rows.add(refused("method with a separator", 400, "G(T /first HTTP/1.1\r\n" + HOST + "\r\n"));
    rows.add(refused("HTTP/0.9", 400, "GET /first\r\n"));
    rows.add(
        refused("HTTP/2.0 in the request line", 400, "GET /first HTTP/2.0\r\n" + HOST + "\r\n"));
    rows.add(refused("HTTP/1.1 in lower case", 400, "GET /first http/1.1\r\n" + HOST + "\r\n"));
    rows.add(refused("no Host", 400, "GET /first HTTP/1.1\r\n\r\n"));
    rows.add(refused("two Hosts", 400, with(HOST)));
    rows.add(refused("Host with user", 400, "GET /first HTTP/1.1\r\nHost: b@a\r\n\r\n"));
    rows.add(refused("Host with path", 400, "GET /first HTTP/1.1\r\nHost: a/b\r\n\r\n"));
    rows.add(refused("Host as a list", 400, "GET /first HTTP/1.1\r\nHost: a, b\r\n\r\n"));
    rows.add(served("a folded field", with("X: a\r\n b\r\n"), "GET /first"));
    rows.add(served("HTTP/1.2", "GET /first HTTP/1.2\r\n" + HOST + "\r\n", "GET /first"));
    rows.add(last("Connection: x, close", with("Connection: x, close\r\n"), "GET /first"));
    rows.add(last("HTTP/1.0", "GET /first HTTP/1.0\r\n" + HOST + "\r\n", "GET /first"));
    rows.add(
        served(
            "HTTP/1.0 with keep-alive",
            "GET /first HTTP/1.0\r\nConnection: keep-alive\r\n" + HOST + "\r\n",
            "GET /first"));
  }

  private static void targets(List<Row> rows) {
    rows.add(refused("fragment", 400, get("/first#x")));
    rows.add(refused("control in the target", 400, get("/\u0001")));
    rows.add(refused("NUL in the target", 400, get("/\0")));
    rows.add(refused("relative target", 400, get("first")));
    rows.add(refused("asterisk for GET", 400, get("*")));
    rows.add(refused("another authority", 400, get("http://b/first")));
    rows.add(refused("another authority, longer", 400, get("http://other/first")));
    rows.add(refused("another authority, of https", 400, get("https://other/first")));
    rows.add(refused("another scheme", 400, get("ftp://a/first")));
    rows.add(refused("user in the target", 400, get("http://b@a/first")));
    rows.add(refused("CONNECT", 405, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"));
    rows.add(refused("CONNECT in origin form", 405, "CONNECT /first HTTP/1.1\r\n" + HOST + "\r\n"));
    rows.add(refused("TRACE", 405, "TRACE /first HTTP/1.1\r\n" + HOST + "\r\n"));
    rows.add(
        new Row("OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", 204, Then.ANSWERED, ""));
    rows.add(served("absolute form", get("http://a/first?x"), "GET /first?x HTTP/1.1"));
    rows.add(
        served(
            "absolute form, another case of the scheme",
            get("HTTP://a/first"),
            "GET /first HTTP/1.1"));
    rows.add(refused("absolute form, another case of the host", 400, get("http://A/first")));
    rows.add(served("raw octets", get("/\u00e9"), "GET /\u00e9 HTTP/1.1"));
    rows.add(
        served("encoded delimiters", get("/a%2Fb%3f%20?c=%26"), "GET /a%2Fb%3f%20?c=%26 HTTP/1.1"));
    rows.add(served("dot segments", get("/a/../first"), "GET /a/../first HTTP/1.1"));
    rows.add(served("raw delimiters of browsers", get("/first?a|b"), "GET /first?a"));
  }

  private static void semantics(List<Row> rows) {
    String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    String length = "Content-Length: " + smuggled.length() + "\r\n";
    rows.add(refused("Expect: 200-ok", 417, with("Expect: 200-ok\r\n")));
    rows.add(refused("Expect twice", 417, with("Expect: 100-continue\r\nExpect: x\r\n")));
    rows.add(
        last(
            "Expect in HTTP/1.0",
            "POST /first HTTP/1.0\r\n"
                + HOST
                + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
            "|ab>"));
    rows.add(served("GET with content", with(length) + smuggled, "|" + smuggled));
    rows.add(
        served(
            "content on a stored route",
            "GET /stored/1 HTTP/1.1\r\n" + HOST + length + "\r\n" + smuggled,
            "GET /stored/1"));
    rows.add(
        new Row(
            "content with a method for the server",
            "OPTIONS * HTTP/1.1\r\n" + HOST + length + "\r\n" + smuggled,
            204,
            Then.ANSWERED,
            ""));
    rows.add(
        served(
            "an upgrade that nobody allows",
            with("Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"),
            "GET /first"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("SEC-1 SEC-2 SEC-6: every request gets its own answer, or none")
  void answersEachRequestOrCloses(Row row) throws Exception {
    SEEN.clear();
    try (RawClient client = proxy.connect()) {
      client.send(row.sent() + NEXT);
      switch (row.then()) {
        case CLOSED -> {
          String all = client.readToEnd();
          assertThat(all)
              .matches("(?s)HTTP/1\\.[01] " + row.status() + " .*")
              .contains(row.content())
              .containsIgnoringCase("\r\nConnection: close\r\n");
          assertThat(all.split("HTTP/1\\.[01] \\d", -1)).hasSize(2);
        }
        case ANSWERED -> {
          String head = client.readHead();
          assertThat(head).matches("(?s)HTTP/1\\.[01] " + row.status() + " .*");
          assertThat(client.read(lengthOf(head))).contains(row.content());
          String next = client.readHead();
          assertThat(next).startsWith("HTTP/1.1 200 ");
          assertThat(client.read(lengthOf(next))).isEqualTo("<GET /next HTTP/1.1|>");
        }
      }
    }
    assertThat(SEEN).noneMatch(line -> line.contains("/smuggled"));
    if (row.then() == Then.CLOSED) {
      assertThat(SEEN).noneMatch(line -> line.contains("/next"));
    }
  }

  private static int lengthOf(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .map(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }
}

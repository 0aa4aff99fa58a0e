package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.serve.record.RequestRecord;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of work at the origin whose client does not wait for it any more. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DepartureTest {
  private static final String POLICY =
      """
      policy: test
      routes:
        - name: stored
          path: /**
          cache: { fresh: 60s, stale-while-revalidate: 5m, wait-for-fresh: 60s }
        - name: passed
          path: /pass/**
          cache: never
      """;

  /** An answer without an end. */
  private static final String ENDLESS =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n";

  private static void awaitAbandoned(ProxyUnderTest proxy, int requests) {
    ProxyUnderTest.await(
        () ->
            proxy.records.stream()
                    .filter(one -> one.answered().kind() == RequestKind.ABANDONED)
                    .filter(one -> one.answered().status() == 499)
                    .filter(one -> one.answered().ending() == RequestRecord.Ending.CLIENT_GONE)
                    .count()
                == requests,
        "requests told as abandoned: " + requests);
  }

  @Nested
  class OverHttp1 {
    private ProxyUnderTest proxy;

    @BeforeEach
    void start() throws Exception {
      proxy = new ProxyUnderTest(POLICY);
    }

    @AfterEach
    void stop() throws Exception {
      proxy.close();
    }

    private RawClient ask(String target) throws Exception {
      return proxy.connect().send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    @DisplayName("SEC-10: a request that passes ends with its client")
    void endsWhatPasses() throws Exception {
      RawClient client = ask("/pass/p");
      Arrived arrived = proxy.origin.take();
      client.close();

      arrived.awaitEnd();
      awaitAbandoned(proxy, 1);
    }

    @Test
    @DisplayName("an answer on its way ends with its client, although the origin pauses")
    void endsAnswersUnderWay() throws Exception {
      RawClient client = ask("/pass/p");
      Arrived arrived = proxy.origin.take();
      arrived.send(ENDLESS);
      client.readUntil("begin");
      client.close();

      arrived.awaitEnd();
    }

    @Test
    @DisplayName("COL-3: a leader that leaves takes nothing from those that follow")
    void keepsTheFetchOfFollowers() throws Exception {
      RawClient leader = ask("/p");
      Arrived arrived = proxy.origin.take();
      try (RawClient follower = ask("/p")) {
        proxy.awaitWaiting(2);
        leader.close();
        proxy.awaitWaiting(1);
        arrived.ok("", "apple");
        assertThat(follower.readUntil("apple")).contains("collapsed");
      }
      awaitAbandoned(proxy, 1);
      assertThat(proxy.origin.arrivals()).isEqualTo(1);
    }

    @Test
    @DisplayName("an answer that may not be shared goes to nobody when its leader has left")
    void givesNoPrivateAnswerToFollowers() throws Exception {
      RawClient leader = ask("/p");
      Arrived first = proxy.origin.take();
      try (RawClient follower = ask("/p")) {
        proxy.awaitWaiting(2);
        leader.close();
        proxy.awaitWaiting(1);
        first.send(
            "HTTP/1.1 200 OK\r\nCache-Control: private\r\nTransfer-Encoding: chunked\r\n\r\n");
        proxy.origin.take().ok("Cache-Control: private", "mine");
        follower.readUntil("mine");
      }
      first.awaitEnd();
    }

    @Test
    @DisplayName("SEC-10: a fetch without a head ends with the last that waits for it")
    void endsTheFetchOfNobody() throws Exception {
      RawClient leader = ask("/p");
      Arrived arrived = proxy.origin.take();
      RawClient follower = ask("/p");
      proxy.awaitWaiting(2);
      leader.close();
      follower.close();

      arrived.awaitEnd();
      proxy.awaitQuiet();
      awaitAbandoned(proxy, 2);
      proxy.origin.always(again -> again.ok("", "again"));
      assertThat(proxy.get("/p").get().body()).isEqualTo("again");
    }

    @Test
    @DisplayName("a body that is being stored is stored, though nobody reads it any more")
    void storesWhatItBegan() throws Exception {
      RawClient client = ask("/p");
      Arrived arrived = proxy.origin.take();
      arrived.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nap");
      client.readUntil("\r\n\r\nap");
      client.close();
      ProxyUnderTest.await(() -> !proxy.records.isEmpty(), "the request is told");
      arrived.send("ple");
      proxy.awaitQuiet();

      try (RawClient later = ask("/p")) {
        assertThat(later.readUntil("apple")).contains("edge-cache;hit");
      }
    }

    @Test
    @DisplayName("a request that was sent ahead is answered in its turn")
    void keepsWhatWasSentAhead() throws Exception {
      try (RawClient client = ask("/pass/1")) {
        Arrived first = proxy.origin.take();
        client.send("GET /pass/2 HTTP/1.1\r\nHost: a\r\n");
        client.send("\r\nGET /pass/3 HTTP/1.1\r\nHost: a\r\n\r\n");
        first.ok("", "one");
        client.readUntil("one");
        Arrived second = proxy.origin.take();
        assertThat(second.target()).isEqualTo("/pass/2");
        second.ok("", "two");
        client.readUntil("two");
        proxy.origin.take().ok("", "three");
        client.readUntil("three");
      }
    }
  }

  @Nested
  class OverHttp2 {
    private static final int END = RawHttp2Client.END_STREAM;

    private ProxyUnderTest proxy;
    private RawHttp2Client client;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
      TestCertificate certificate = TestCertificate.in(directory, "EC");
      proxy = new ProxyUnderTest(POLICY, Setup.PLAIN.withTls(certificate.settings()));
      client = RawHttp2Client.to(proxy.address(), certificate.trusting());
    }

    @AfterEach
    void stop() throws Exception {
      client.close();
      proxy.close();
    }

    /** The connection still serves. */
    private void assertServes(int stream) throws Exception {
      proxy.origin.always(arrived -> arrived.ok("", "fine"));
      client.request(stream, END, "GET", "/pass/fine");
      RawHttp2Client.Frame frame = client.next();
      assertThat(frame.stream()).isEqualTo(stream);
      assertThat(frame.status()).isEqualTo("200");
    }

    @Test
    @DisplayName("SEC-10: a reset stream ends its request at the origin, and no other")
    void endsWhatPasses() throws Exception {
      client.request(1, END, "GET", "/pass/1").request(3, END, "GET", "/pass/3");
      Arrived one = proxy.origin.take();
      Arrived other = proxy.origin.take();
      boolean inOrder = one.target().endsWith("1");
      client.reset(1);

      (inOrder ? one : other).awaitEnd();
      awaitAbandoned(proxy, 1);
      (inOrder ? other : one).ok("", "three");
      RawHttp2Client.Frame head = client.next();
      assertThat(head.stream()).isEqualTo(3);
      assertThat(client.next().text()).isEqualTo("three");
    }

    @Test
    @DisplayName("SEC-10: a fetch without a head ends when the last stream that waits is reset")
    void endsTheFetchOfNobody() throws Exception {
      client.request(1, END, "GET", "/p");
      Arrived arrived = proxy.origin.take();
      client.request(3, END, "GET", "/p");
      proxy.awaitWaiting(2);
      client.reset(1);
      proxy.awaitWaiting(1);
      client.reset(3);

      arrived.awaitEnd();
      awaitAbandoned(proxy, 2);
      assertServes(5);
    }

    @Test
    @DisplayName("SEC-10: a stream that the client makes this side reset ends its request, too")
    void endsWhatItIsMadeToReset() throws Exception {
      client.request(1, END, "GET", "/pass/1");
      Arrived arrived = proxy.origin.take();
      client.frame(RawHttp2Client.WINDOW_UPDATE, 0, 1, ByteBuffer.allocate(4).putInt(0).array());

      assertThat(client.next().type()).isEqualTo(RawHttp2Client.RST_STREAM);
      arrived.awaitEnd();
      awaitAbandoned(proxy, 1);
      assertServes(3);
    }

    @Test
    @DisplayName("a closed connection ends the requests of all its streams")
    void endsWithTheConnection() throws Exception {
      client.request(1, END, "GET", "/pass/1").request(3, END, "GET", "/pass/3");
      Arrived one = proxy.origin.take();
      Arrived other = proxy.origin.take();
      client.close();

      one.awaitEnd();
      other.awaitEnd();
      awaitAbandoned(proxy, 2);
    }

    @Test
    @DisplayName("an answer on its way ends with its stream, although the origin pauses")
    void endsAnswersUnderWay() throws Exception {
      client.request(1, END, "GET", "/pass/1");
      Arrived arrived = proxy.origin.take();
      arrived.send(ENDLESS);
      client.next();
      assertThat(client.next().text()).isEqualTo("begin");
      client.reset(1);

      arrived.awaitEnd();
      assertServes(3);
    }
  }
}

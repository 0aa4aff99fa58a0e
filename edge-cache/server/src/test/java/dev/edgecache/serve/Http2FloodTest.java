package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.RawHttp2Client.Frame;
import dev.edgecache.serve.connection.Http2Connection;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Floods of frames and of resets over HTTP/2, and what well-meaning clients send much of. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2FloodTest {
  private static final int END = RawHttp2Client.END_STREAM;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int UNKNOWN_TYPE = 0x20;
  private static final String POLICY =
      """
      policy: test
      routes:
        - name: passed
          path: /**
          cache: never
      """;

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

  @Test
  @DisplayName("SEC-10: a client that resets its streams over and over is disconnected")
  void bearsNoRapidResets() throws Exception {
    int stream = 1;
    for (int i = 0; i <= Http2Connection.RESETS; i++) {
      client.request(stream, END, "GET", "/pass/" + i).reset(stream);
      stream += 2;
    }
    client.assertDisconnected(ENHANCE_YOUR_CALM);
    proxy.awaitQuiet();
  }

  @Test
  @DisplayName("a client may cancel what it does not need")
  void bearsResets() throws Exception {
    int stream = 1;
    for (int i = 0; i < Http2Connection.RESETS / 2; i++) {
      client.request(stream, END, "GET", "/pass/" + i).reset(stream);
      stream += 2;
    }
    proxy.origin.always(arrived -> arrived.ok("", "fine"));
    client.request(stream, END, "GET", "/fine");
    assertThat(client.nextOf(stream).status()).isEqualTo("200");
  }

  @Test
  @DisplayName("SEC-10: a client that makes this side reset over and over is disconnected")
  void bearsNoMadeResets() throws Exception {
    for (int i = 0; i <= Http2Connection.RESETS; i++) {
      client.request(2 * i + 1, END, "GET", "/pass/" + i, "connection", "close");
    }
    client.assertDisconnected(ENHANCE_YOUR_CALM);
    assertThat(proxy.origin.arrivals()).isZero();
  }

  /** A frame that costs its client nothing, and what comes before the first of them. */
  enum Idle {
    PING(RawHttp2Client.PING, 0, 0, 8),
    SETTINGS(RawHttp2Client.SETTINGS, 0, 0, 0),
    WINDOW_UPDATE(RawHttp2Client.WINDOW_UPDATE, 0, 0, 4),
    PRIORITY(RawHttp2Client.PRIORITY, 0, 1, 5),
    UNKNOWN(UNKNOWN_TYPE, 0, 0, 1),
    DATA(RawHttp2Client.DATA, 0, 1, 0) {
      @Override
      void begin(RawHttp2Client client) throws IOException {
        client.request(1, 0, "POST", "/p");
      }
    },
    PADDING(RawHttp2Client.DATA, RawHttp2Client.PADDED, 1, 1) {
      @Override
      void begin(RawHttp2Client client) throws IOException {
        client.request(1, 0, "POST", "/p");
      }
    },
    LATE_DATA(RawHttp2Client.DATA, END, 1, 0) {
      @Override
      void begin(RawHttp2Client client) throws IOException {
        client.request(1, 0, "POST", "/p", "connection", "close");
      }
    },
    LATE_TRAILERS(RawHttp2Client.HEADERS, END | RawHttp2Client.END_HEADERS, 1, 0) {
      @Override
      void begin(RawHttp2Client client) throws IOException {
        client.request(1, 0, "POST", "/p", "connection", "close");
      }
    },
    CONTINUATION(RawHttp2Client.CONTINUATION, 0, 1, 0) {
      @Override
      void begin(RawHttp2Client client) throws IOException {
        client.frame(RawHttp2Client.HEADERS, END, 1, RawHttp2Client.block(":method", "GET"));
      }
    };

    private final int type;
    private final int flags;
    private final int stream;
    private final int length;

    Idle(int type, int flags, int stream, int length) {
      this.type = type;
      this.flags = flags;
      this.stream = stream;
      this.length = length;
    }

    void begin(RawHttp2Client client) throws IOException {}

    void send(RawHttp2Client client) throws IOException {
      byte[] payload = new byte[length];
      if (this == WINDOW_UPDATE) {
        payload[length - 1] = 1;
      }
      client.frame(type, flags, stream, payload);
    }
  }

  @ParameterizedTest
  @EnumSource(Idle.class)
  @DisplayName("SEC-10: a flood of frames that bring no part of a request ends the connection")
  void bearsNoIdleFrames(Idle frame) throws Exception {
    frame.begin(client);
    try {
      for (int i = 0; i <= Http2Connection.IDLE_FRAMES; i++) {
        frame.send(client);
      }
      client.frame(RawHttp2Client.PING, 0, 0, new byte[8]);
    } catch (SocketException disconnected) {
      return;
    }
    client.assertDisconnected(ENHANCE_YOUR_CALM);
  }

  @Test
  @DisplayName("a client may tell of each piece of an answer that it took it, twice")
  void bearsWindowUpdatesOfDownloads() throws Exception {
    String piece = "x".repeat(1024 * 1024);
    int pieces = 16;
    client.request(1, END, "GET", "/large");
    Arrived arrived = proxy.origin.take();
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              arrived.send(
                  "HTTP/1.1 200 OK\r\nContent-Length: " + pieces * piece.length() + "\r\n\r\n");
              for (int i = 0; i < pieces; i++) {
                arrived.send(piece);
              }
            });
    assertThat(client.nextOf(1).status()).isEqualTo("200");
    long received = 0;
    int updates = 0;
    Frame frame = client.next();
    while (!frame.endsStream()) {
      assertThat(frame.type()).as(frame.text()).isEqualTo(RawHttp2Client.DATA);
      received += frame.payload().length;
      client.allow(1, Math.max(1, frame.payload().length));
      updates += 2;
      frame = client.next();
    }
    assertThat(received + frame.payload().length).isEqualTo(pieces * (long) piece.length());
    assertThat(updates).isGreaterThan(Http2Connection.IDLE_FRAMES);
    sending.get(10, TimeUnit.SECONDS);
  }
}

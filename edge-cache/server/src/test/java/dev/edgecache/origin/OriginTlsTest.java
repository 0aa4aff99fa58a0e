package dev.edgecache.origin;

import static dev.edgecache.origin.Asker.ask;
import static dev.edgecache.origin.Asker.get;
import static dev.edgecache.origin.Asker.request;
import static dev.edgecache.origin.Asker.source;
import static dev.edgecache.testing.ScriptedOrigin.always;
import static dev.edgecache.testing.ScriptedOrigin.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.body.BodyFailure;
import dev.edgecache.http.Fields;
import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Origins over TLS: who is believed, and which ends of a connection are. */
class OriginTlsTest {
  private static final char[] PASSWORD = "secret".toCharArray();

  @TempDir private static Path folder;

  private static OriginNetwork network;
  private static Path certificate;
  private static Path key;
  private static SSLContext server;

  @BeforeAll
  static void start() throws Exception {
    network = OriginNetwork.start(1);
    KeyStore store = keyStore(folder.resolve("origin.p12"));
    certificate = pem("cert.pem", "CERTIFICATE", store.getCertificate("origin").getEncoded());
    key = pem("key.pem", "PRIVATE KEY", store.getKey("origin", PASSWORD).getEncoded());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("origin", store.getCertificate("origin"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  /** A self-signed certificate for localhost and api.internal, made by the JDK's own tool. */
  private static KeyStore keyStore(Path file) throws Exception {
    Path log = folder.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "origin",
                "-keyalg",
                "EC",
                "-dname",
                "CN=origin",
                "-ext",
                "san=dns:localhost,dns:api.internal",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).describedAs(Files.readString(log)).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static Path pem(String name, String label, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }

  private static ScriptedOrigin origin(ScriptedOrigin.Script... scripts) throws IOException {
    return ScriptedOrigin.start("https", OriginTlsTest::encrypted, scripts);
  }

  private static SSLSocket encrypted(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            server.getSocketFactory().createSocket(plain, InputStream.nullInputStream(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private static OriginTlsSettings trusting(String serverName) {
    return new OriginTlsSettings(
        Optional.of(serverName), new OriginTlsSettings.Trust.Pem(certificate), Optional.empty());
  }

  private static OriginClient client(ScriptedOrigin origin, OriginTlsSettings tls) {
    return network.client(
        OriginSettings.of(origin.url()).withTls(tls), OriginObserver.NONE, InstantSource.system());
  }

  @Test
  void anOriginWithATrustedCertificateIsAskedOverOneConnection() throws Exception {
    try (ScriptedOrigin origin = origin(always(ok("secure")));
        OriginClient client = client(origin, trusting("localhost"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(client, get("/")).response().text()).isEqualTo("secure");
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void largeBodiesPassBothWays() throws Exception {
    String large = "0123456789abcdef".repeat(64 * 1024);
    try (ScriptedOrigin origin = origin(always(ok(large)));
        OriginClient client = client(origin, trusting("localhost"))) {
      OriginRequest post =
          request("POST", "/")
              .withContent(
                  new OriginRequest.Content.Once(
                      source(OptionalLong.empty(), Fields.EMPTY, large, large)));
      assertThat(ask(client, post).response().text()).isEqualTo(large);
      assertThat(origin.request().text()).isEqualTo(large + large);
    }
  }

  @Test
  void anOriginThatNobodyVouchesForIsRefused() throws Exception {
    try (ScriptedOrigin origin = origin(always(ok("?")));
        OriginClient client = client(origin, OriginTlsSettings.DEFAULT)) {
      OriginFailure failure = ask(client, get("/")).failure();
      assertThat(failure.kind()).isEqualTo(OriginFailure.Kind.TLS_CERTIFICATE);
      assertThat(failure.kind().error().token()).isEqualTo("tls_certificate_error");
      assertThat(client.health().connections()).isEqualTo(new OriginHealth.Connections(0, 0, 0));
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    try (ScriptedOrigin origin = origin(always(ok("?")));
        OriginClient client = client(origin, trusting("elsewhere.example"))) {
      assertThat(ask(client, get("/")).failure().kind())
          .isEqualTo(OriginFailure.Kind.TLS_CERTIFICATE);
    }
  }

  @Test
  void theServerNameIsSentAndLookedForInTheCertificate() throws Exception {
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    ScriptedOrigin.Layer noting =
        plain -> {
          SSLSocket socket = encrypted(plain);
          socket.startHandshake();
          ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
          names.add(session.getRequestedServerNames().toString());
          return socket;
        };
    try (ScriptedOrigin origin = ScriptedOrigin.start("https", noting, always(ok("named")));
        OriginClient client = client(origin, trusting("api.internal"))) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("named");
      assertThat(names.poll(5, TimeUnit.SECONDS)).contains("api.internal");
    }
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    ScriptedOrigin.Layer demanding =
        plain -> {
          SSLSocket socket = encrypted(plain);
          socket.setNeedClientAuth(true);
          return socket;
        };
    OriginTlsSettings showing =
        new OriginTlsSettings(
            Optional.of("localhost"),
            new OriginTlsSettings.Trust.Pem(certificate),
            Optional.of(new OriginTlsSettings.ClientCertificate(certificate, key)));
    try (ScriptedOrigin origin = ScriptedOrigin.start("https", demanding, always(ok("known")));
        OriginClient client = client(origin, showing)) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("known");
    }
  }

  @Test
  void anOriginThatSpeaksNoTlsIsRefused() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.start(peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
        OriginClient client =
            network.client(
                OriginSettings.of(URI.create("https://localhost:" + origin.port())),
                OriginObserver.NONE,
                InstantSource.system())) {
      assertThat(ask(client, get("/")).failure().kind()).isEqualTo(OriginFailure.Kind.TLS_FAILED);
    }
  }

  @Test
  void aHandshakeThatStallsTimesOut() throws Exception {
    Duration large = Duration.ofSeconds(20);
    OriginSettings.Timeouts timeouts =
        new OriginSettings.Timeouts(Duration.ofMillis(150), large, large, large, large);
    try (ScriptedOrigin origin = ScriptedOrigin.start(ScriptedOrigin.Peer::awaitClose);
        OriginClient client =
            network.client(
                OriginSettings.of(URI.create("https://localhost:" + origin.port()))
                    .withTimeouts(timeouts),
                OriginObserver.NONE,
                InstantSource.system())) {
      assertThat(ask(client, get("/")).failure().kind())
          .isEqualTo(OriginFailure.Kind.CONNECT_TIMEOUT);
    }
  }

  @Test
  void aBodyUntilTheEndIsCompleteOnlyWithNoticeOfTheEnd() throws Exception {
    String head = "HTTP/1.1 200 OK\r\n\r\nall of it";
    try (ScriptedOrigin origin = origin(ScriptedOrigin.answering(head));
        OriginClient client = client(origin, trusting("localhost"))) {
      assertThat(ask(client, get("/")).response().text()).isEqualTo("all of it");
    }
    try (ScriptedOrigin origin =
            origin(
                peer -> {
                  peer.receive();
                  peer.send(head);
                  peer.cut();
                });
        OriginClient client = client(origin, trusting("localhost"))) {
      assertThat(ask(client, get("/")).response().content().failureKind())
          .isEqualTo(BodyFailure.Kind.TRUNCATED);
    }
  }

  @Test
  void aFileThatCannotBeUsedIsNamed() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
    assertThatThrownBy(() -> of(new OriginTlsSettings.Trust.Pem(folder.resolve("missing.pem"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tls.trust")
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(() -> of(new OriginTlsSettings.Trust.Pem(nonsense)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense.pem");
  }

  private static OriginClient of(OriginTlsSettings.Trust trust) {
    return network.client(
        OriginSettings.of(URI.create("https://localhost"))
            .withTls(new OriginTlsSettings(Optional.empty(), trust, Optional.empty())),
        OriginObserver.NONE,
        InstantSource.system());
  }
}

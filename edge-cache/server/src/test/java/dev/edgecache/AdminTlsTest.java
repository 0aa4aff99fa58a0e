package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.cli.Commands;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.serve.TestCertificate;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An admin port that speaks TLS, and knows operators by their certificates. */
@Timeout(60)
class AdminTlsTest {

  private static final String TLS =
      "tls: { certificate: server/EC-chain.pem, key: server/EC-key.pem";
  private static final String OPERATORS = ", client-authorities: operator/EC-chain.pem }";

  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Each is its own authority. */
  @BeforeAll
  static void makeCertificates() throws Exception {
    for (String owner : List.of("server", "operator", "stranger")) {
      TestCertificate.in(Files.createDirectories(folder.resolve(owner)), "EC");
    }
  }

  @BeforeEach
  void writePolicies() throws IOException {
    Files.writeString(folder.resolve("token"), "0123456789abcdef");
    Files.writeString(
        folder.resolve("policy.yaml"),
        "policy: test\nroutes: [{ name: all, path: /**, cache: {} }]\n");
  }

  private Path file(String address, String admin) throws IOException {
    return Files.writeString(
        folder.resolve("edge-cache.yaml"),
        """
        listen: 127.0.0.1:0
        admin: { address: "%s", %s }
        policies: policy.yaml
        origins: { local: { url: "http://127.0.0.1:9" } }
        """
            .formatted(address, admin));
  }

  private EdgeCache started(String admin) throws Exception {
    EdgeCache server =
        switch (ConfigurationFile.read(
            file("127.0.0.1:0", admin), Surroundings.of(folder.resolve("edge-cache.yaml")))) {
          case ReadResult.Valid<Configuration>(Configuration configuration, _) ->
              EdgeCache.start(configuration);
          case ReadResult.Invalid<Configuration>(var problems) ->
              throw new AssertionError(problems.toString());
        };
    file("127.0.0.1:" + server.adminAddress().orElseThrow().getPort(), admin);
    return server;
  }

  private int purge(EdgeCache server, String... options) {
    List<String> arguments = new ArrayList<>(List.of("purge", "--tag", "a"));
    arguments.addAll(List.of(options));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Commands.create(_ -> server)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(new String[0]));
  }

  private static String[] as(String owner) {
    Path own = folder.resolve(owner);
    return new String[] {
      "--certificate", own.resolve("EC-chain.pem").toString(),
      "--key", own.resolve("EC-key.pem").toString(),
      "--config", folder.resolve("edge-cache.yaml").toString(),
    };
  }

  private static String[] configured() {
    return new String[] {"--config", folder.resolve("edge-cache.yaml").toString()};
  }

  private static String url(EdgeCache server, String host) {
    return "https://" + host + ":" + server.adminAddress().orElseThrow().getPort();
  }

  @Test
  @DisplayName("PUR-15 a believed certificate makes an operator; none does not")
  void aBelievedCertificateMakesAnOperator() throws Exception {
    try (EdgeCache server = started(TLS + OPERATORS)) {
      assertThat(server.description()).contains("Admin port at " + url(server, "127.0.0.1"));
      assertThat(purge(server, as("operator"))).as(err.toString()).isZero();
      assertThat(purge(server, configured())).isEqualTo(1);
      assertThat(err.toString()).contains("or a certificate that it believes");
    }
  }

  @Test
  @DisplayName("PUR-15 a certificate that nobody vouches for ends the handshake")
  void anUnknownCertificateEndsTheHandshake() throws Exception {
    try (EdgeCache server = started(TLS + OPERATORS)) {
      assertThat(purge(server, as("stranger"))).isEqualTo(1);
      assertThat(err.toString()).contains("with https://127.0.0.1:");
      assertThat(purge(server, as("operator"))).isZero();
    }
  }

  @Test
  @DisplayName("a token opens it as well, and certificates count only where they are configured")
  void aTokenOpensItAsWell() throws Exception {
    try (EdgeCache server = started("token: { file: token }, " + TLS + OPERATORS)) {
      assertThat(purge(server, configured())).as(err.toString()).isZero();
    }
    try (EdgeCache server = started("token: { file: token }, " + TLS + " }")) {
      assertThat(purge(server, configured())).isZero();
      String[] stranger =
          new String[] {
            "--admin", url(server, "localhost"),
            "--trust", folder.resolve("server/EC-chain.pem").toString(),
            "--certificate", folder.resolve("stranger/EC-chain.pem").toString(),
            "--key", folder.resolve("stranger/EC-key.pem").toString()
          };
      assertThat(purge(server, stranger)).isEqualTo(1);
      assertThat(err.toString()).contains("another token");
    }
  }

  @Test
  @DisplayName("a server is known by its configured certificate, else by who vouches for it")
  void aServerIsKnown() throws Exception {
    try (EdgeCache server = started("token: { file: token }, " + TLS + " }")) {
      String[] unknown = {
        "--admin", url(server, "localhost"), "--token-file", folder.resolve("token").toString()
      };
      assertThat(purge(server, unknown)).isEqualTo(1);
      assertThat(err.toString()).contains("TLS with " + url(server, "localhost"));

      assertThat(
              purge(
                  server,
                  "--admin",
                  url(server, "localhost"),
                  "--token-file",
                  folder.resolve("token").toString(),
                  "--trust",
                  folder.resolve("server/EC-chain.pem").toString()))
          .as(err.toString())
          .isZero();

      Path file = folder.resolve("edge-cache.yaml");
      Files.writeString(file, Files.readString(file).replace("server/EC", "stranger/EC"));
      assertThat(purge(server, configured())).isEqualTo(1);
      assertThat(err.toString()).contains("another certificate than is configured");
    }
  }

  @Test
  @DisplayName("a certificate and a key that do not belong together are named at the start")
  void whatCannotBeUsedIsNamed() {
    assertThatThrownBy(
            () -> started("tls: { certificate: server/EC-chain.pem, key: stranger/EC-key.pem }"))
        .hasMessageContaining("does not belong to the first certificate of");
  }
}

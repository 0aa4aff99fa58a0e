package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.config.Configuration.AccessLogSettings;
import dev.edgecache.origin.HealthRule;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.OriginTlsSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.refresh.RefreshSettings;
import dev.edgecache.serve.ProxySettings;
import dev.edgecache.serve.listen.AddressRange;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.listen.Http2Settings;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.listen.MessageLimits;
import dev.edgecache.serve.listen.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

  private static final Path REPOSITORY = Path.of("..", "..");

  @TempDir Path folder;

  @Test
  void theLeastFileHasTheDefaultsOfEachPart() {
    Configuration configuration = file().valid(WrittenConfiguration.LEAST);

    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                List.of(ListenerSettings.cleartext(address("127.0.0.1", 8080))),
                Optional.empty(),
                folder.resolve("policies"),
                new Configuration.OriginsSettings(
                    OriginSettings.of(URI.create("http://127.0.0.1:9000")),
                    Optional.empty(),
                    32,
                    Rollout.WHOLE,
                    Site.PRIMARY,
                    RefreshSettings.DEFAULTS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                (long) (WrittenConfiguration.HEAP * 0.4),
                ProxySettings.DEFAULTS,
                new AccessLogSettings.Off(),
                Optional.empty(),
                Optional.empty(),
                Configuration.DEFAULT_DRAIN));
  }

  @Test
  void aFullListenerIsReadKeyByKey() {
    Configuration configuration =
        file()
            .valid(
                WrittenConfiguration.LEAST.replace(
                    "listen: 127.0.0.1:8080",
                    """
                    listen:
                      - 127.0.0.1:8080
                      - address: "[::1]:8443"
                        tls:
                          certificate: server.pem
                          key: server.key
                          oldest: TLSv1.3
                          http2: { streams: 16, window: 1MiB }
                        limits: { head: 16KiB, fields: 50, target: 4KiB, body: 10MB }
                        connections:
                          max: 10
                          idle: 5s
                          request-head: 1s
                          read: 2s
                          write: 3s
                        purge: { from: [10.0.0.0/8, "2001:db8::/32"] }
                    """));

    assertThat(configuration.listeners())
        .containsExactly(
            ListenerSettings.cleartext(address("127.0.0.1", 8080)),
            new ListenerSettings(
                address("::1", 8443),
                Optional.of(
                    new TlsSettings(
                        folder.resolve("server.pem"),
                        folder.resolve("server.key"),
                        TlsSettings.Version.TLS_1_3,
                        Optional.of(new Http2Settings(16, 1 << 20)))),
                new MessageLimits(16 * 1024, 50, 4 * 1024, OptionalLong.of(10_000_000)),
                new ConnectionLimits(
                    10,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3)),
                List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::/32"))));
  }

  @Test
  void aFullOriginIsReadKeyByKey() {
    OriginSettings primary =
        file()
            .valid(
                WrittenConfiguration.LEAST
                    + """
                      primary:
                        url: https://api.example:8443
                        host: internal.example
                        path-prefix: /api
                        tls:
                          server-name: sni.example
                          trust: ca.pem
                          certificate: client.pem
                          key: client.key
                        headers: { X-Key: { env: ORIGIN_KEY } }
                        timeouts:
                          connect: 1s
                          response-head: 2s
                          between-bytes: 3s
                          total: 4s
                          tunnel-idle: 5s
                        connections: { max: 1, pending: 2, pending-timeout: 3s, idle: 4s }
                        response-head: { size: 8KiB, fields: 20 }
                        breaker:
                          failure-share: 25%
                          window: 40
                          minimum: 30
                          consecutive: 8
                          open-for: 6s
                          statuses: [500]
                        retry-budget: { share: 5%, burst: 7 }
                        health:
                          path: /health/ready
                          every: 3s
                          timeout: 2s
                          healthy-after: 4
                          unhealthy-after: 5
                        slow-start: 0s
                    """)
            .origins()
            .primary()
            .orElseThrow();

    assertThat(primary.added())
        .singleElement()
        .satisfies(field -> assertThat(field.name()).isEqualTo("X-Key"))
        .satisfies(field -> assertThat(field.value().get()).isEqualTo("the origin's key"));
    assertThat(primary)
        .isEqualTo(
            new OriginSettings(
                URI.create("https://api.example:8443"),
                Optional.of("internal.example"),
                "/api",
                new OriginTlsSettings(
                    Optional.of("sni.example"),
                    new OriginTlsSettings.Trust.Pem(folder.resolve("ca.pem")),
                    Optional.of(
                        new OriginTlsSettings.ClientCertificate(
                            folder.resolve("client.pem"), folder.resolve("client.key")))),
                primary.added(),
                new OriginSettings.Timeouts(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5)),
                new OriginSettings.Connections(1, 2, Duration.ofSeconds(3), Duration.ofSeconds(4)),
                new OriginSettings.HeadLimits(8 * 1024, 20),
                new OriginSettings.Breaker(0.25, 40, 30, 8, Duration.ofSeconds(6), Set.of(500)),
                new OriginSettings.Retries(0.05, 7),
                new HealthRule(
                    Optional.of(
                        new HealthRule.Check(
                            "/health/ready", Duration.ofSeconds(3), Duration.ofSeconds(2), 4, 5)),
                    Duration.ZERO)));
  }

  @Test
  void allOtherKeysAreRead() {
    Configuration configuration =
        file()
            .valid(
                WrittenConfiguration.LEAST
                    + """
                    admin: { address: "0.0.0.0:8081", token: { file: token } }
                    memory: 64MiB
                    unknown-host: refuse
                    server-timing: on
                    trusted-proxies: [10.0.0.0/8]
                    pseudonym: edge-eu
                    access-log: logs/access.log
                    drain: 5s
                    region: eu-west-1
                    """);

    assertThat(configuration.admin().orElseThrow().token()).isPresent();
    assertThat(configuration.memory()).isEqualTo(64 << 20);
    assertThat(configuration.proxy())
        .isEqualTo(
            new ProxySettings(
                ProxySettings.UnknownHost.REFUSE,
                ProxySettings.ServerTiming.ON,
                List.of(AddressRange.parse("10.0.0.0/8")),
                "edge-eu"));
    assertThat(configuration.accessLog())
        .isEqualTo(new AccessLogSettings.File(folder.resolve("logs/access.log")));
    assertThat(configuration.drain()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.region()).contains("eu-west-1");
    assertThat(file().valid(WrittenConfiguration.LEAST + "access-log: stdout\n").accessLog())
        .isEqualTo(new AccessLogSettings.StandardOutput());
  }

  @Test
  void howOriginsShareRequestsIsReadKeyByKey() {
    Configuration.OriginsSettings origins =
        file()
            .valid(
                WrittenConfiguration.LEAST
                    + """
                      primary: { url: "http://us.example" }
                      fallback: { concurrent: 7 }
                      rollout: { share: 25%, cookie: session }
                      writes: local
                    """)
            .origins();

    assertThat(origins.fallback()).isEqualTo(7);
    assertThat(origins.rollout())
        .isEqualTo(new Rollout(0.25, Optional.of(new Rollout.Identity.Cookie("session"))));
    assertThat(origins.writes()).isEqualTo(Site.LOCAL);
  }

  @Test
  void noSecretIsEverShown() {
    Configuration configuration =
        file()
            .valid(
                WrittenConfiguration.LEAST
                    + "  primary: { url: 'http://a', headers: { X-Key: { env: ORIGIN_KEY } } }\n"
                    + "admin: { address: \"127.0.0.1:8081\", token: { env: TOKEN } }\n");

    assertThat(configuration.toString())
        .contains("X-Key")
        .doesNotContain("the origin's key", "0123456789abcdef");
  }

  @Test
  void theExampleOfTheRepositoryIsRightAndItsCommentsAreTheDefaults() throws IOException {
    Path example = REPOSITORY.resolve("edge-cache/edge-cache.example.yaml");
    Surroundings here =
        new Surroundings(REPOSITORY.resolve("edge-cache"), Map.of(), WrittenConfiguration.HEAP);
    Configuration written = WrittenConfiguration.valid(ConfigurationFile.read(example, here));

    Path uncommented = folder.resolve("uncommented.yaml");
    Files.writeString(
        uncommented,
        Files.readString(example)
            .replaceAll("(?m)^# (memory|unknown|server|trusted|pseud|access|drain)", "$1")
            .replaceAll(
                "(?m)^    # ((timeouts|connections|response-head|breaker|retry|slow).*)$", "    $1")
            .replaceAll("(?m)^  # (fallback|rollout|writes)", "  $1")
            .replaceAll("(?m)^    #   ((?!server|trust|cert|key|X-).*)$", "      $1"));
    Configuration spelledOut =
        WrittenConfiguration.valid(ConfigurationFile.read(uncommented, here));

    assertThat(spelledOut).isEqualTo(written);
    assertThat(written.origins().primary()).isPresent();
    assertThat(Files.readString(uncommented)).contains("\n      burst: 10", "\ndrain: 30s");
  }

  @Test
  void theReferenceInTheDocumentationIsTheOneOfTheDeclarations() throws IOException {
    assertDocumented("docs/configuration.md", Documentation.page());
  }

  @Test
  void theSchemaBesideTheExampleIsTheOneOfTheDeclarations() throws IOException {
    assertDocumented("edge-cache/edge-cache.schema.json", ConfigurationFile.jsonSchema());
  }

  /** Compares a file of the repository; where it differs, leaves the right one in target. */
  private static void assertDocumented(String file, String expected) throws IOException {
    Path right = Path.of("target", Path.of(file).getFileName().toString());
    Files.createDirectories(Path.of("target"));
    Files.writeString(right, expected);

    assertThat(REPOSITORY.resolve(file))
        .as("%s (copy edge-cache/server/%s there)", file, right)
        .hasContent(expected);
  }

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  private WrittenConfiguration file() {
    return WrittenConfiguration.in(folder);
  }
}

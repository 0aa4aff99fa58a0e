package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.positions.PositionSettings;
import dev.edgecache.positions.PositionSettings.Aurora;
import dev.edgecache.positions.PositionSettings.Clock;
import dev.edgecache.positions.PositionSettings.Databases;
import dev.edgecache.positions.PositionSettings.Heartbeat;
import dev.edgecache.positions.PositionSettings.Http;
import dev.edgecache.positions.PositionSettings.Pace;
import dev.edgecache.positions.PositionSettings.Postgresql;
import dev.edgecache.positions.database.DatabaseLogin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("positions: in edge-cache.yaml")
class PositionsConfigurationTest {

  private static final String SERVERS =
      "primary: { url: 'jdbc:postgresql://us/shop' }, "
          + "replicas: { eu-1: { url: 'jdbc:postgresql://eu1/shop' } }";
  private static final Databases<DatabaseLogin> READ =
      new Databases<>(login("us"), Map.of("eu-1", login("eu1")));

  @TempDir Path folder;

  @Test
  void withoutThemNothingLagsBehindOneOriginAndAWindowIsAssumedBesideAPrimary() {
    assertThat(file().valid(WrittenConfiguration.LEAST).positionsOrAssumed()).isEmpty();
    assertThat(
            file()
                .valid(WrittenConfiguration.LEAST + "  primary: { url: \"http://a\" }\n")
                .positionsOrAssumed())
        .contains(PositionSettings.of(new Clock(Duration.ofSeconds(5))));
  }

  @Test
  void eachSourceHasItsDefaults() {
    assertThat(read("postgresql: { " + SERVERS + " }"))
        .isEqualTo(PositionSettings.of(new Postgresql(READ)));
    assertThat(read("heartbeat: { " + SERVERS + " }"))
        .isEqualTo(PositionSettings.of(new Heartbeat(READ, "heartbeat", Duration.ofMillis(500))));
    assertThat(read("clock: {}")).isEqualTo(PositionSettings.of(new Clock(Duration.ofSeconds(5))));
    assertThat(read("http: { primary: 'http://us/p', replicas: { eu-1: 'http://eu/p' } }"))
        .isEqualTo(
            PositionSettings.of(
                new Http(
                    new Databases<>(
                        URI.create("http://us/p"), Map.of("eu-1", URI.create("http://eu/p"))))));
    assertThat(read("aurora: { " + SERVERS + " }").source())
        .isInstanceOfSatisfying(
            Aurora.class,
            aurora -> {
              assertThat(aurora.epoch()).isEqualTo(new Epoch("aurora/1"));
              assertThat(aurora.queries().replica()).contains("current_read_lsn");
            });
  }

  @Test
  void allOtherKeysAreRead() {
    PositionSettings settings =
        read(
            "heartbeat: { "
                + SERVERS
                + ", table: ops.beat, margin: 1s }\n"
                + "  poll: 10ms\n  poll-primary: 20ms\n  timeout: 3s\n  alert: 1m");

    assertThat(settings)
        .isEqualTo(
            new PositionSettings(
                new Heartbeat(READ, "ops.beat", Duration.ofSeconds(1)),
                new Pace(Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofSeconds(3)),
                Duration.ofMinutes(1)));
  }

  @Test
  void passwordsAreReadAndNeverShown() {
    PositionSettings settings =
        read(
            "postgresql: { "
                + SERVERS.replace(
                    "'jdbc:postgresql://us/shop'",
                    "'jdbc:postgresql://us/shop?sslmode=verify-full', user: cache,"
                        + " password: { env: TOKEN }")
                + " }");

    assertThat(settings.source())
        .isInstanceOfSatisfying(
            Postgresql.class,
            source ->
                assertThat(source.databases().primary().password().orElseThrow().get())
                    .isEqualTo("0123456789abcdef"));
    assertThat(settings.toString()).contains("//us/shop").doesNotContain("0123456789abcdef");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                   | keys: 0 of postgresql, aurora, http, heartbeat, clock (expected: exactly one)
          { clock: {}, heartbeat: { SERVERS } } | keys: 2 of postgresql, aurora
          { postgres: { SERVERS } }            | postgres: unknown key; did you mean "postgresql"?
          { clock: { window: never } }         | positions.clock.window: value: "never" (expected: a duration above zero such as
          { clock: { window: 0s } }            | positions.clock.window: value: "0s" (expected: a duration above zero such as
          { http: { primary: 'http://us', replicas: {} } } | replicas: {} (expected: at least one)
          { http: { primary: 'http://us', replicas: { primary: 'http://eu' } } } | replicas: primary (expected: another name)
          { postgresql: { primary: { url: 'jdbc:mysql://us/a' }, replicas: {} } } | url: value: "jdbc:mysql://us/a" (expected: jdbc:postgresql://host:port/database
          { postgresql: { primary: { url: 'jdbc:postgresql://a,b/s' }, replicas: {} } } | with one host and no user
          { postgresql: { primary: { url: 'jdbc:postgresql://a/s?password=x1y2' }, replicas: {} } } | names a user or password (expected: the keys user and password beside it)
          { heartbeat: { SERVERS, table: 'x; DROP' } } | table: value: "x; DROP" (expected: a table such as ops.heartbeat)
          """)
  void mistakesAreSaidWithTheirPlace(String written, String said) {
    assertThat(
            file()
                .problems(
                    WrittenConfiguration.LEAST
                        + "positions: "
                        + written.replace("SERVERS", SERVERS)
                        + "\n"))
        .anySatisfy(problem -> assertThat(problem.toString()).contains(said));
  }

  private PositionSettings read(String lines) {
    return file()
        .valid(WrittenConfiguration.LEAST + "positions:\n  " + lines + "\n")
        .positions()
        .orElseThrow();
  }

  private static DatabaseLogin login(String host) {
    return new DatabaseLogin(
        "jdbc:postgresql://" + host + "/shop", Optional.empty(), Optional.empty());
  }

  private WrittenConfiguration file() {
    return WrittenConfiguration.in(folder);
  }
}

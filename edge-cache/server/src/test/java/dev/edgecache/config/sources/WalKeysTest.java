package dev.edgecache.config.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.sources.wal.WalSettings;
import dev.edgecache.sources.wal.WalSettings.Coverage;
import dev.edgecache.yaml.ReadResult;
import dev.edgecache.yaml.keys.Type;
import dev.edgecache.yaml.keys.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("wal: of a source in edge-cache.yaml")
class WalKeysTest {

  private static final Type<DatabaseLogin> LOGIN = Types.text().as(WalKeysTest::login);

  @TempDir Path folder;

  private static DatabaseLogin login(String host) {
    return new DatabaseLogin(
        "jdbc:postgresql://" + host + "/shop", Optional.empty(), Optional.empty());
  }

  private ReadResult<WalSettings> read(String yaml) throws IOException {
    return WalKeys.wal(LOGIN).read(Files.writeString(folder.resolve("wal.yaml"), yaml));
  }

  private WalSettings valid(String yaml) throws IOException {
    return switch (read(yaml)) {
      case ReadResult.Valid<WalSettings> valid -> valid.value();
      case ReadResult.Invalid<WalSettings> invalid ->
          throw new AssertionError(invalid.problems().toString());
    };
  }

  @Test
  void standbysAreEnough() throws IOException {
    assertThat(valid("standbys: { eu-1: db1, eu-2: db2 }"))
        .isEqualTo(
            new WalSettings(
                Map.of("eu-1", login("db1"), "eu-2", login("db2")),
                new WalSettings.Names("edge_cache", "edge_cache"),
                Optional.empty(),
                Coverage.PARTIAL,
                Duration.ofSeconds(5)));
  }

  @Test
  void allOtherKeysAreRead() throws IOException {
    assertThat(
            valid(
                "{ standbys: { eu-1: db1 }, publication: shop, slot: node_7, primary: us,"
                    + " coverage: complete, timeout: 2s }"))
        .isEqualTo(
            new WalSettings(
                Map.of("eu-1", login("db1")),
                new WalSettings.Names("shop", "node_7"),
                Optional.of(login("us")),
                Coverage.COMPLETE,
                Duration.ofSeconds(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slot: node_1 | standbys",
        "standbys: {} | at least one",
        "{ standbys: { eu-1: db1 }, slot: Node-1 } | lower-case letters",
        "{ standbys: { eu-1: db1 }, publication: 'a\"b' } | lower-case letters",
        "{ standbys: { eu-1: db1 }, slots: node_1 } | slots"
      })
  void mistakesAreTold(String yaml, String told) throws IOException {
    assertThat(read(yaml).toString()).contains(told);
  }
}

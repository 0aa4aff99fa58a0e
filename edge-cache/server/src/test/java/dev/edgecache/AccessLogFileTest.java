package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogFileTest {

  @TempDir Path folder;

  @Test
  void eachLineReachesTheFileAsItIs() throws IOException {
    Path file = folder.resolve("logs/access.log");
    try (AccessLogFile log = AccessLogFile.at(file)) {
      log.accept("{\"path\":\"/a{}b%msg\"}");
      log.accept("{}");
    }

    assertThat(file).hasContent("{\"path\":\"/a{}b%msg\"}\n{}");
  }

  @Test
  void aFileThatExistsIsContinued() throws IOException {
    Path file = Files.writeString(folder.resolve("access.log"), "{\"old\":1}\n");
    try (AccessLogFile log = AccessLogFile.at(file)) {
      log.accept("{}");
    }

    assertThat(file).hasContent("{\"old\":1}\n{}");
  }

  @Test
  void aFileThatCantBeWrittenIsNamedAtTheStart() {
    assertThatThrownBy(() -> AccessLogFile.at(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("access-log: can't write to " + folder);
  }
}

package dev.edgecache.check.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@DisplayName("a server that is killed under load")
class KillRunTest {

  @TempDir private Path folder;

  private KillVerdict run(int kills, Memory memory) throws Exception {
    return new KillRun(kills, memory, 1, new PrintWriter(new StringWriter())).verdict(folder);
  }

  @Test
  @DisplayName("PUR-12: it knows, and obeys, every invalidation that it acknowledged")
  void knowsWhatItAcknowledged() throws Exception {
    KillVerdict verdict = run(3, Memory.ON_DISK);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.summary())
        .startsWith("kills=3 acknowledged=")
        .endsWith(" lost=0 stale=0")
        .doesNotContain("opportunities=0");
    assertThat(verdict.holds()).isTrue();
  }

  @Test
  @DisplayName("without a folder for its log it forgets them, and the check notices")
  void forgetsWithoutAFolder() throws Exception {
    KillVerdict verdict = run(1, Memory.IN_PROCESS);
    assertThat(verdict.lost()).isEqualTo(verdict.acknowledged()).isPositive();
    assertThat(verdict.stale()).isPositive();
    assertThat(verdict.holds()).isFalse();
  }
}

package dev.edgecache.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.check.history.Verdict;
import dev.edgecache.check.world.Protection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@DisplayName("a short run on a real primary and two standbys that lag")
class ConsistencyCheckTest {

  private static final long SEED = 1;

  private final StringWriter progress = new StringWriter();

  @TempDir private Path folder;

  private Verdict run(Protection protection, Duration time) throws Exception {
    Scenario scenario = new Scenario(Long.MAX_VALUE, time, 1000, protection, SEED);
    return Verdict.of(new CheckRun(scenario, new PrintWriter(progress, true)).history(folder));
  }

  @Test
  void floorsKeepOldAnswersAway() throws Exception {
    Verdict verdict = run(Protection.FLOORS, Duration.ofSeconds(8));
    assertThat(verdict.violations()).as(progress.toString()).isEmpty();
    assertThat(verdict.opportunities()).as(progress.toString()).isPositive();
  }

  @Test
  void withoutThemThereAreOldAnswers() throws Exception {
    Verdict verdict = run(Protection.NONE, Duration.ofSeconds(4));
    assertThat(verdict.stale()).as(progress.toString()).isPositive();
  }
}

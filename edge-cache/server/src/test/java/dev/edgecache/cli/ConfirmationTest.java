package dev.edgecache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.testing.TestOrigin;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a person at a terminal is asked before everything is invalidated. */
class ConfirmationTest {

  private static int answering(String word, TestOrigin admin) {
    return new CommandLine(new PurgeCommand(_ -> Optional.of(word)))
        .setExecutionExceptionHandler((e, _, _) -> ((CommandException) e).exitCode())
        .execute("--all", "--admin", admin.url());
  }

  @Test
  @DisplayName("only yes goes on")
  void onlyYesGoesOn() throws Exception {
    try (TestOrigin admin = TestOrigin.start()) {
      admin.always(
          arrived ->
              arrived.ok(
                  "Content-Type: application/json",
                  "{\"id\": \"1\", \"state\": \"in_effect\", \"kept\": \"on_disk\"}"));

      assertThat(answering("y", admin)).isEqualTo(1);
      assertThat(admin.arrivals()).isZero();
      assertThat(answering("yes", admin)).isZero();
      assertThat(admin.arrivals()).isEqualTo(1);
    }
  }
}

package dev.edgecache.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("the command line of the check")
class ConsistencyCheckCommandTest {

  @ParameterizedTest
  @CsvSource({"--reads, 0", "--minutes, 0", "--rate, -1"})
  void aRunOfNothingIsRefused(String option, String value) {
    StringWriter errors = new StringWriter();
    int exit =
        new CommandLine(new ConsistencyCheckCommand())
            .setErr(new PrintWriter(errors))
            .execute(option, value);
    assertThat(exit).isEqualTo(ExitCode.USAGE);
    assertThat(errors.toString()).contains(option + ": ");
  }
}

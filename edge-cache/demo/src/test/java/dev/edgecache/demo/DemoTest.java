package dev.edgecache.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.Verdict.Claim;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
final class DemoTest {

  private static final Path POLICIES = Path.of("..", "..", "policies", "shop");

  /** Stands where the cache would and stores nothing: users reach the shop of their own region. */
  private record NoCache(InetSocketAddress address, InetSocketAddress admin)
      implements EuropeanCache {
    static NoCache start(Settings settings) {
      return new NoCache(settings.local(), settings.admin());
    }

    @Override
    public void close() {}
  }

  @Test
  void withoutACacheTheVerdictFailsForWantOfHitsAndTheDirectWayIsFar() throws Exception {
    Scenario scenario = new Scenario(20, 120, Duration.ofSeconds(3), 300, 200, 1);
    StringWriter out = new StringWriter();

    try (Demo demo = Demo.start(scenario, 0, NoCache::start, new PrintWriter(out))) {
      Verdict verdict = demo.run();

      assertThat(verdict.holds()).isFalse();
      assertThat(verdict.claims())
          .filteredOn(Claim::holds)
          .extracting(Claim::text)
          .anyMatch(text -> text.startsWith("direct, even p50 is over 300.0 ms"));
      assertThat(verdict.claims())
          .filteredOn(claim -> !claim.holds())
          .extracting(Claim::text)
          .anyMatch(text -> text.endsWith("through the cache are hits: 0.0 %"));
      assertThat(demo.invitations().lines()).anyMatch(line -> line.startsWith("curl -i http://"));
    }
    assertThat(out.toString())
        .contains("route ")
        .contains("product ")
        .contains("all ")
        .contains("prices: ");
    assertThat(out.toString()).containsPattern("curl -X POST http://127.0.0.1:[0-9]+/promote");
  }

  @Test
  @DisplayName("the printed commands show the new price in Europe while the standby is held back")
  void thePrintedCommandsShowTheNewPriceWhileTheStandbyIsHeldBack() throws Exception {
    Scenario scenario = new Scenario(1, 1, Duration.ofSeconds(1), 0, 50, 1);
    EuropeanCache.Starter starter = settings -> ShippedCache.start(settings, POLICIES);
    try (Demo demo = Demo.start(scenario, 0, starter, new PrintWriter(new StringWriter()))) {
      assertThat(output(demo.invitations().lag()))
          .contains("X-Region: us-east-1", "Cache-Status: edge-cache;hit;")
          .containsPattern(
              Pattern.compile(
                  "done.*\"mode\" : \"hard\".*987[.]65.*987[.]65.*done", Pattern.DOTALL));
    }
  }

  @Test
  @DisplayName("the story of a price tells the floor and where the first right answer comes from")
  void theStoryOfAPriceTellsWhenEuropeSeesItWithReplayPausedAndNot() throws Exception {
    Scenario scenario = new Scenario(1, 1, Duration.ofSeconds(1), 0, 50, 1);
    EuropeanCache.Starter starter = settings -> ShippedCache.start(settings, POLICIES);
    try (Demo demo = Demo.start(scenario, 0, starter, new PrintWriter(new StringWriter()))) {
      List<String> commands =
          List.of(
              demo.command(Demo.RAISE_A_PRICE),
              demo.command("/replication/pause"),
              demo.command(Demo.RAISE_A_PRICE));

      assertThat(output(commands))
          .containsPattern(
              "(?s)product 1 costs .* in the US; committed by .*"
                  + "the floor of .*product:1.* is invalidation [0-9]+.*a user in Europe sees .*"
                  + "old prices seen since the acknowledgement: 0.*done.*"
                  + "the standby in Europe does not have it yet.*"
                  + "a user in Europe sees .*, fetched from us-east-1.*"
                  + "old prices seen since the acknowledgement: 0");
    }
  }

  private static String output(List<String> commands) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("bash", "-ec", String.join("\n", commands))
            .redirectErrorStream(true)
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).as(output).isZero();
    return output;
  }

  private static int run(StringWriter err, String... arguments) {
    return new CommandLine(new DemoCommand(NoCache::start))
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void aCheckThatFailsExitsWithOne() {
    assertThat(run(new StringWriter(), "--check", "--duration", "1s", "--earlier", "0"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--duration|soon|'soon' is no time (expected: such as 30s or 2m)",
        "--duration|0s|duration: PT0S (expected: a second or more)",
        "--users|0|users: 0 (expected: 1 to 100000)",
        "--rate|5000|rate: 5000.0 (expected: 1 to 1000 in a second)",
        "--port|65535|--port: 65535 (expected: 0 to 65534)"
      })
  void whatCannotBeIsWrongUsage(String option, String value, String message) {
    StringWriter err = new StringWriter();

    assertThat(run(err, option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }
}

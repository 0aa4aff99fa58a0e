package dev.edgecache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.demo.Verdict.Claim;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class DemoTest {

  /** Stands where the cache would and stores nothing: users reach the shop of their own region. */
  private record NoCache(InetSocketAddress address, InetSocketAddress admin)
      implements EuropeanCache {
    @Override
    public void close() {}
  }

  @Test
  void withoutACacheTheVerdictFailsForWantOfHitsAndTheDirectWayIsFar() throws Exception {
    Scenario scenario = new Scenario(20, 120, Duration.ofSeconds(3), 300, 200, 1);
    StringWriter out = new StringWriter();

    try (Demo demo =
        new Demo(scenario, (local, primary) -> new NoCache(local, local), new PrintWriter(out))) {
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
      assertThat(demo.invitations()).anyMatch(line -> line.startsWith("curl -i http://"));
    }
    assertThat(out.toString()).contains("route ").contains("product ").contains("all ");
  }
}

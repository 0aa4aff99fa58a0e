package dev.edgecache.admin.origins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.admin.Dependency;
import dev.edgecache.admin.Dependency.State;
import dev.edgecache.origin.OriginClient;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.ChoiceMeans;
import dev.edgecache.origin.choice.ChoiceObserver;
import dev.edgecache.origin.choice.ChoiceRules;
import dev.edgecache.origin.choice.FallbackLimit;
import dev.edgecache.origin.choice.Origins;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.testing.ManualPositions;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("whether an origin answers reads truthfully")
class TruthfulReadsTest {

  private final OriginNetwork network = OriginNetwork.start(1);
  private final OriginClient local = client("http://127.0.0.1:1");
  private final OriginClient primary = client("http://127.0.0.1:2");
  private final ManualPositions positions = new ManualPositions();
  private final Origins origins =
      Origins.of(
          local,
          primary,
          new ChoiceRules(new FallbackLimit(1), Rollout.WHOLE),
          new ChoiceMeans(() -> 0, network.delay(), ChoiceObserver.NONE));

  private OriginClient client(String url) {
    return network.client(
        OriginSettings.of(URI.create(url)), OriginObserver.NONE, InstantSource.system());
  }

  @AfterEach
  void close() {
    origins.close();
    network.close();
  }

  private Dependency reads(boolean isOneOfSeveralRegions) {
    return new TruthfulReads(
            origins,
            Optional.of(positions),
            new MemoryStore(1_000_000, _ -> {}),
            isOneOfSeveralRegions)
        .dependency();
  }

  @Test
  void theLocalOriginDoesWhileItsReplicasKeepUp() {
    assertThat(reads(true))
        .isEqualTo(new Dependency("reads", State.UP, "the local origin answers"));
  }

  @Test
  void thePrimaryDoesWhileTheyDoNot() {
    positions.become(Condition.LAGGING);

    assertThat(reads(true)).isEqualTo(new Dependency("reads", State.UP, "the primary answers"));
  }

  @Test
  void anOldPrimaryDoesNot() {
    positions.become(Condition.UNKNOWN);
    positions.replacePrimary();

    assertThat(reads(true).state()).isEqualTo(State.DOWN);
    assertThat(reads(true).detail()).endsWith("it is not known how far eu-1 has come");
    assertThat(reads(false).state()).as("there is no other region").isEqualTo(State.DEGRADED);
  }

  @Test
  void thePromotedOriginDoesWhateverItsReplicasDo() {
    positions.become(Condition.LAGGING);
    origins.moveWrites(Site.LOCAL);

    assertThat(reads(true).state()).isEqualTo(State.UP);
  }

  @Test
  void withoutAnyOriginWhatIsStoredIsAllThereIs() {
    local.fence();
    primary.fence();

    assertThat(reads(true).state()).isEqualTo(State.DOWN);
    assertThat(reads(false)).isEqualTo(new Dependency("reads", State.DOWN, "no origin answers"));
  }
}

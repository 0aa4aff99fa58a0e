package dev.edgecache.sources.wal;

import static dev.edgecache.caching.ImplicitTags.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.positions.Servers;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Primary;
import dev.edgecache.postgres.Standby;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@DisplayName("the write-ahead log of standbys of which one is promoted")
class WalPromotionTest {

  @Test
  @DisplayName("the slot goes on in the new history, whose positions are its own")
  void theSlotGoesOnInTheNewHistory() throws Exception {
    try (Cluster cluster = Cluster.start();
        Shop.Node node = new Shop.Node(new MemoryJournal())) {
      Primary old = cluster.primary();
      Servers.execute(old, Shop.SCHEMA);
      Standby one = old.standby("eu_1");
      Standby two = old.standby("eu_2");
      try (WalSource source = Shop.started(Shop.settings("node_1", old, one, two), node)) {
        Servers.execute(old, "INSERT INTO prices VALUES (1, 1)");
        assertThat(epoch(node.await("product:1"))).endsWith("/1");
        one.awaitReplay(old.position().lsn());
        two.awaitReplay(old.position().lsn());

        old.stop();
        Primary promoted = one.promote();
        two.follow(promoted);
        Servers.execute(promoted, "INSERT INTO prices VALUES (2, 1)");
        Invalidation after = node.await("product:2");
        Position now = Shop.position(promoted.position());
        dev.edgecache.postgres.Await.until(
            "the feed has come as far",
            () -> source.processed().filter(far -> far.isAtLeast(now)).isPresent());

        assertThat(epoch(after)).endsWith("/2");
        assertThat(node.all().stream().filter(each -> each.tags().contains(EVERYTHING)))
            .as("no slot was lost, so that only the new ones were missed by anything")
            .hasSize(2);
      }
    }
  }

  private static String epoch(Invalidation invalidation) {
    return invalidation.position().orElseThrow().epoch().name();
  }
}

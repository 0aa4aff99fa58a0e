package dev.edgecache.sources.wal;

import static dev.edgecache.caching.ImplicitTags.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Floor;
import dev.edgecache.consistency.Position;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Provenance.Source;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.Location;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.positions.Servers;
import dev.edgecache.postgres.Await;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.Primary;
import dev.edgecache.postgres.Standby;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@DisplayName("the write-ahead log of real standbys as a source")
class WalSourceTest {

  private static final String SLOT = "node_1";

  private static Cluster cluster;
  private static Primary primary;
  private static Standby one;
  private static Standby two;
  private static int products;

  private final Queue<String> visible = new ConcurrentLinkedQueue<>();
  private final Shop.Node node = new Shop.Node(new MemoryJournal());
  private int id;

  @BeforeAll
  static void startServers() throws SQLException {
    cluster = Cluster.start();
    primary = cluster.primary();
    Servers.execute(primary, Shop.SCHEMA);
    one = primary.standby("eu_1");
    two = primary.standby("eu_2");
  }

  @AfterAll
  static void stopServers() {
    cluster.close();
  }

  @BeforeEach
  void nextProduct() {
    products++;
    id = products;
  }

  @AfterEach
  void close() {
    node.close();
    Shop.dropSlot(one, SLOT);
    Shop.dropSlot(two, SLOT);
  }

  private String tag() {
    return "product:" + id;
  }

  private void insert(int product, String category) throws SQLException {
    Servers.execute(
        primary, "INSERT INTO products VALUES (%d, '%s', 'x')".formatted(product, category));
  }

  private static Position at(dev.edgecache.postgres.Server server) {
    return Shop.position(server.position());
  }

  @Test
  @DisplayName(
      "PUR-5: an invalidation comes when the standby shows the row, not before, at its commit")
  void anInvalidationComesWhenTheStandbyShowsTheRow() throws Exception {
    LogObserver looking =
        new LogObserver() {
          @Override
          public void appended(Invalidation invalidation) {
            try {
              String there = Shop.value(one, "SELECT id FROM products WHERE id = " + id);
              visible.add(invalidation.tags().contains(tag()) ? there : "");
            } catch (SQLException e) {
              visible.add(e.toString());
            }
          }
        };
    try (Shop.Node held = new Shop.Node(new MemoryJournal(), looking);
        WalSource heldSource = Shop.started(Shop.settings(SLOT, primary, one), held);
        WalSource _ = Shop.started(Shop.settings(SLOT, primary, two), node)) {
      visible.clear();
      one.pauseReplay();
      Position before = at(primary);
      insert(id, "shoes");
      Position after = at(primary);
      Invalidation elsewhere = node.await(tag());
      assertThat(held.with(tag())).as("the standby does not show the row yet").isEmpty();

      one.resumeReplay();
      Invalidation invalidation = held.await(tag());
      Await.until("what the standby shows was looked at", () -> !visible.isEmpty());

      assertThat(visible).containsExactly(String.valueOf(id));
      assertThat(invalidation.tags()).containsExactlyInAnyOrder(tag(), "category:shoes");
      assertThat(invalidation.mode()).isEqualTo(Invalidation.Mode.HARD);
      assertThat(invalidation.id()).isEqualTo(elsewhere.id());
      Position position = invalidation.position().orElseThrow();
      assertThat(position.isAtLeast(before)).isTrue();
      assertThat(after.isAtLeast(position)).isTrue();
      assertThat(held.log.find(invalidation.id()).orElseThrow().location())
          .as("no word of the primary is awaited")
          .isEqualTo(new Location.Stated(position));
      Await.until(
          "the feed has come as far",
          () -> heldSource.processed().filter(far -> far.isAtLeast(after)).isPresent());
      assertThat(heldSource.status().lastMessage()).isPresent();
      assertThat(heldSource.status().lag().orElseThrow()).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void rowsCountAsTheyWereAndAsTheyAreAndATransactionIsOne() throws Exception {
    try (WalSource _ = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      insert(id, "shoes");
      node.await("category:shoes");
      Servers.execute(
          primary,
          "UPDATE products SET category = 'hats' WHERE id = " + id,
          "BEGIN; DELETE FROM products WHERE id = %d; INSERT INTO prices VALUES (%1$d, 5); COMMIT"
              .formatted(id),
          "BEGIN; UPDATE prices SET cents = 1; ROLLBACK",
          "INSERT INTO audit VALUES ('x')",
          "UPDATE prices SET id = id + 1000000 WHERE id = " + id);
      node.await("product:" + (1_000_000 + id));

      assertThat(node.all().stream().map(Invalidation::tags).filter(tags -> tags.contains(tag())))
          .containsExactly(
              Set.of(tag(), "category:shoes"),
              Set.of(tag(), "category:shoes", "category:hats"),
              Set.of(tag(), "category:hats"),
              Set.of(tag(), "product:" + (1_000_000 + id)));
      assertThat(node.all()).as("and what the new slot was missed by").hasSize(5);
    }
  }

  @Test
  void truncationInvalidatesEverythingAndSaysSo() throws Exception {
    try (WalSource _ = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      Servers.execute(primary, "TRUNCATE prices");
      Await.until(
          "it is invalidated",
          () -> node.all().getLast().source().contains("TRUNCATE of public.prices"));
      assertThat(node.all().getLast().tags()).containsExactly(EVERYTHING);
    }
  }

  @Test
  @DisplayName("PUR-11: a transaction with more tags than one invalidation may have is several")
  void aLargeTransactionIsSeveralInvalidations() throws Exception {
    try (WalSource _ = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      Servers.execute(
          primary,
          "INSERT INTO prices SELECT n, 1 FROM generate_series(2000001, 2025000) n",
          "DELETE FROM prices WHERE id = 2025000");
      Await.until("the last one came", () -> node.all().size() == 5);
      List<Invalidation> parts = node.all().subList(1, 4);
      assertThat(parts.stream().map(part -> part.tags().size()))
          .containsExactly(10_000, 10_000, 5_000);
      String first = parts.getFirst().id();
      assertThat(parts.stream().map(Invalidation::id))
          .containsExactly(first, first + "/2", first + "/3");
    }
  }

  @Test
  @DisplayName("PUR-6: two standbys tell of the same transaction, which counts once")
  void twoStandbysTellOfTheSame() throws Exception {
    Queue<String> repeated = new ConcurrentLinkedQueue<>();
    LogObserver counting =
        new LogObserver() {
          @Override
          public void repeated(Invalidation invalidation) {
            repeated.add(invalidation.id());
          }
        };
    try (Shop.Node both = new Shop.Node(new MemoryJournal(), counting);
        WalSource source = Shop.started(Shop.settings(SLOT, primary, one, two), both)) {
      insert(id, "shoes");
      Invalidation first = both.await(tag());
      Await.until("the other one told of it as well", () -> !repeated.isEmpty());
      assertThat(repeated).containsExactly(first.id());
      assertThat(both.all().stream().filter(each -> each.tags().contains(tag()))).hasSize(1);
      Position now = at(primary);
      Await.until(
          "the feed has come as far",
          () -> source.processed().filter(far -> far.isAtLeast(now)).isPresent());
    }
  }

  @Test
  @DisplayName("PUR-7: a restart goes on where it was left")
  void aRestartGoesOnWhereItWasLeft() throws Exception {
    WalSettings settings = Shop.settings(SLOT, primary, one);
    try (WalSource _ = Shop.started(settings, node)) {
      insert(id, "shoes");
      node.await(tag());
    }
    insert(1_000_000 + id, "hats");
    try (Shop.Node restarted = new Shop.Node(new MemoryJournal());
        WalSource _ = Shop.started(settings, restarted)) {
      restarted.await("product:" + (1_000_000 + id));
      assertThat(restarted.with(EVERYTHING)).as("nothing was missed").isEmpty();
    }
  }

  /** A disk that is full: what is in effect is not kept. */
  private static final class FullDisk implements Journal {

    @Override
    public Durability durability() {
      return Durability.SYNCED;
    }

    @Override
    public Contents contents() {
      return Contents.NOTHING;
    }

    @Override
    public void write(Change change) throws IOException {
      throw new IOException("the disk is full");
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("PUR-7: what was in effect, but not kept when the process was killed, comes again")
  void whatWasNotKeptComesAgain() throws Exception {
    WalSettings settings = Shop.settings(SLOT, primary, one);
    Invalidation first;
    try (Shop.Node killed = new Shop.Node(new FullDisk());
        WalSource source = Shop.started(settings, killed)) {
      insert(id, "shoes");
      first = killed.await(tag());
      Position now = at(primary);
      Await.until(
          "the feed went on",
          () -> source.processed().filter(far -> far.isAtLeast(now)).isPresent());
    }
    try (WalSource _ = Shop.started(settings, node)) {
      assertThat(node.await(tag()).id()).isEqualTo(first.id());
      assertThat(node.await(tag()).position()).isEqualTo(first.position());
    }
  }

  @Test
  @DisplayName("a quiet feed lets the server forget its log")
  void aQuietFeedLetsTheServerForgetItsLog() throws Exception {
    try (WalSource _ = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      Servers.execute(primary, "INSERT INTO audit SELECT 'x' FROM generate_series(1, 100)");
      String now = Shop.value(primary, "SELECT pg_current_wal_flush_lsn()");
      Await.until(
          "the slot is confirmed beyond",
          () ->
              Shop.value(
                      one,
                      "SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = '%s'"
                          .formatted(now, SLOT))
                  .equals("t"));
      assertThat(node.all()).as("only what the new slot was missed by").hasSize(1);
    }
  }

  @Test
  @DisplayName("PUR-7: a slot that was dropped is made again, and everything is invalidated")
  void aLostSlotIsMadeAgain() throws Exception {
    try (WalSource source = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      Shop.dropSlot(one, SLOT);
      insert(id, "shoes");
      Position missed = at(primary);
      one.awaitReplay(primary.position().lsn());
      Await.until("everything is invalidated again", () -> node.all().size() >= 2);
      Shop.awaitWorking(source);
      Invalidation gap = node.all().get(1);
      assertThat(gap.tags()).containsExactly(EVERYTHING);
      assertThat(gap.source()).contains("there was no slot " + SLOT);

      insert(1_000_000 + id, "hats");
      node.await("product:" + (1_000_000 + id));
      assertThat(node.with(tag()).isPresent() || gap.position().orElseThrow().isAtLeast(missed))
          .as("what came in between is told of, or was covered")
          .isTrue();
    }
  }

  @Test
  @DisplayName("PUR-7: a slot whose log the server has dropped is replaced")
  void aSlotWithoutItsLogIsReplaced() throws Exception {
    WalSettings settings = Shop.settings(SLOT, primary, one);
    Shop.started(settings, node).close();
    Servers.execute(
        one, "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
    try {
      Await.until(
          "the slot is lost",
          () -> {
            Servers.execute(
                primary, "INSERT INTO audit VALUES ('x')", "SELECT pg_switch_wal()", "CHECKPOINT");
            one.awaitReplay(primary.position().lsn());
            Servers.execute(one, "CHECKPOINT");
            return Shop.value(
                    one,
                    "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")
                .equals("lost");
          });
    } finally {
      Servers.execute(one, "ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
    try (WalSource _ = Shop.started(settings, node)) {
      assertThat(node.all().getLast().source()).contains("had lost its log");
      insert(id, "shoes");
      node.await(tag());
    }
  }

  @Test
  void aSlotThatAnotherNodeUsesIsLeftAlone() throws Exception {
    WalSettings settings = Shop.settings(SLOT, primary, one);
    try (Shop.Node other = new Shop.Node(new MemoryJournal());
        WalSource _ = Shop.started(settings, other);
        WalSource second = Shop.source(settings, node)) {
      second.start();
      Shop.awaitTrouble(second, "a slot for each node");
      insert(id, "shoes");
      other.await(tag());
      assertThat(node.all()).isEmpty();
    }
  }

  @Test
  @DisplayName("what a publication lacks is told, and what was missed meanwhile is made up for")
  void whatAPublicationLacksIsTold() throws Exception {
    WalSettings settings = Shop.settings(SLOT, primary, one);
    Shop.started(settings, node).close();
    Servers.execute(primary, "ALTER PUBLICATION edge_cache DROP TABLE prices");
    try (Shop.Node restarted = new Shop.Node(new MemoryJournal());
        WalSource source = Shop.source(settings, restarted)) {
      one.awaitReplay(primary.position().lsn());
      source.start();
      Shop.awaitTrouble(source, "ALTER PUBLICATION edge_cache ADD TABLE public.prices");
      assertThat(source.status().trouble().orElseThrow().since()).isNotNull();
      Servers.execute(primary, "ALTER PUBLICATION edge_cache ADD TABLE prices");
      Shop.awaitWorking(source);
      assertThat(restarted.all())
          .singleElement()
          .satisfies(gap -> assertThat(gap.tags()).containsExactly(EVERYTHING));
    }
  }

  @Test
  @DisplayName("a standby that restarts is followed again, and nothing is missed")
  void aStandbyThatRestartsIsFollowedAgain() throws Exception {
    try (WalSource source = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      one.crash();
      Await.until("that is seen", () -> source.status().trouble().isPresent());
      insert(id, "shoes");
      one.restart();
      node.await(tag());
      assertThat(node.all().stream().filter(each -> each.tags().contains(EVERYTHING)))
          .as("only what the new slot was missed by")
          .hasSize(1);
    }
  }

  @Test
  @DisplayName(
      "PUR-5: what the primary answered before it showed a commit that a standby shows counts no"
          + " more once it does")
  void anAnswerOfAPrimaryThatIsOvertakenDoesNotLast() throws Exception {
    try (WalSource _ = Shop.started(Shop.settings(SLOT, primary, one), node)) {
      Position before = at(primary);
      node.settled = Optional.of(before);
      insert(id, "shoes");
      Position committed = node.await(tag()).position().orElseThrow();
      Floor floor = node.floors.floorOf(Set.of(tag()));
      Provenance meanwhile =
          new Provenance(
              Source.PRIMARY, node.floors.sequence(), Optional.of(before), Optional.empty());
      assertThat(floor.isMetBy(meanwhile)).as("asked for after the invalidation").isTrue();

      node.settled = Optional.of(at(primary));
      Await.until(
          "it counts no more", () -> !node.floors.floorOf(Set.of(tag())).isMetBy(meanwhile));
      Provenance ofReplica =
          new Provenance(Source.REPLICA, 0, Optional.of(committed), Optional.empty());
      assertThat(node.floors.floorOf(Set.of(tag())).isMetBy(ofReplica))
          .as("what is proven to hold the commit stays")
          .isTrue();
      assertThat(
              node.floors
                  .floorOf(Set.of(tag()))
                  .isMetBy(Provenance.ofPrimary(node.floors.sequence())))
          .isTrue();
    }
  }

  @Test
  void settingsThatDoNotDoAreTold() throws Exception {
    Servers.execute(one, "ALTER SYSTEM SET hot_standby_feedback = off", "SELECT pg_reload_conf()");
    try (WalSource source = Shop.source(Shop.settings(SLOT, primary, one), node)) {
      source.start();
      Shop.awaitTrouble(source, "hot_standby_feedback is off (expected: on");
    } finally {
      Servers.execute(one, "ALTER SYSTEM RESET hot_standby_feedback", "SELECT pg_reload_conf()");
    }
  }
}

package dev.edgecache.sources.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.sources.wal.changes.Transaction;
import dev.edgecache.sources.wal.changes.Transaction.Touched;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("transactions on their way into the invalidation log")
class AppenderTest {

  private static final Epoch EPOCH = new Epoch("7/1");

  private final Shop.Node node = new Shop.Node(new MemoryJournal());
  private final Appender appender =
      new Appender(
          new WalSource.Means(Shop.MAPPING, node.log, Optional::empty, () -> Instant.EPOCH),
          "rows");

  @AfterEach
  void close() {
    node.close();
  }

  private List<Entry> append(String... tags) {
    return appender.append(
        new Transaction(100, new Touched.Tagged(Set.of(tags), Mode.HARD)), EPOCH);
  }

  @Test
  @DisplayName("PUR-6: a transaction that comes again is the same one")
  void aTransactionThatComesAgainIsTheSame() {
    assertThat(append("product:1")).isEqualTo(append("product:1"));
    assertThat(node.all()).hasSize(1);
  }

  @Test
  @DisplayName("PUR-6: a transaction that comes again counts by the policies that hold then")
  void itCountsByThePoliciesThatHold() {
    append("product:1");

    append("product:1", "category:shoes");

    assertThat(node.with("category:shoes")).isPresent();
  }
}

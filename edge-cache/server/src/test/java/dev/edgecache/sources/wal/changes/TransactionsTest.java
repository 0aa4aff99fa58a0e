package dev.edgecache.sources.wal.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.sources.rows.Purge;
import dev.edgecache.sources.rows.RowChange;
import dev.edgecache.sources.rows.RowMapping;
import dev.edgecache.sources.wal.changes.Transaction.Touched;
import dev.edgecache.sources.wal.pgoutput.Messages;
import dev.edgecache.sources.wal.pgoutput.PgOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("transactions of a write-ahead log")
class TransactionsTest {

  private static final Set<String> NEEDED = Set.of("id", "category");

  /** The columns of products make tags; prices alone are soft. */
  private static final RowMapping MAPPING =
      new RowMapping() {
        @Override
        public Map<String, Set<String>> tables() {
          return Map.of("public.products", NEEDED);
        }

        @Override
        public Optional<Purge> map(RowChange change) {
          return change.table().startsWith("public.")
              ? Optional.of(purge(change.images(), change.table()))
              : Optional.empty();
        }
      };

  private static Purge purge(List<Map<String, Optional<String>>> images, String table) {
    Set<String> tags = new HashSet<>();
    for (Map<String, Optional<String>> image : images) {
      if (!image.keySet().containsAll(NEEDED)) {
        return Purge.EVERYTHING;
      }
      image.forEach((column, value) -> value.ifPresent(text -> tags.add(column + ":" + text)));
    }
    return new Purge(tags, table.equals("public.stock") ? Mode.SOFT : Mode.HARD);
  }

  /** A table whose log holds all old values. */
  private static final ByteBuffer FULL =
      Messages.relation(7, "public", "products", "*id", "*category", "*text");

  /** A table whose log holds the old values of its key alone. */
  private static final ByteBuffer KEYED =
      Messages.relation(7, "public", "products", "*id", "category", "text");

  private static List<Transaction> taken(ByteBuffer... messages) {
    Transactions transactions = new Transactions(MAPPING);
    List<Transaction> ended = new ArrayList<>();
    for (ByteBuffer message : messages) {
      transactions.take(PgOutput.read(message)).ifPresent(ended::add);
    }
    return ended;
  }

  /** What one transaction with these changes touches. */
  private static Touched touched(ByteBuffer table, ByteBuffer... changes) {
    List<ByteBuffer> messages = new ArrayList<>();
    messages.add(Messages.begin(1));
    messages.add(table);
    messages.addAll(List.of(changes));
    messages.add(Messages.commit(1, 2));
    return taken(messages.toArray(ByteBuffer[]::new)).getFirst().touched();
  }

  private static Touched tags(String... tags) {
    return new Touched.Tagged(Set.of(tags), Mode.HARD);
  }

  @Test
  void aNewRowCountsAsItIs() {
    assertThat(touched(FULL, Messages.insert(7, "1", "shoes", "x")))
        .isEqualTo(tags("id:1", "category:shoes", "text:x"));
    assertThat(touched(KEYED, Messages.insert(7, "1", Messages.NULL, Messages.NULL)))
        .as("without what is null")
        .isEqualTo(tags("id:1"));
  }

  @Test
  @DisplayName("PUR-13: a changed row counts as it was and as it is")
  void aChangedRowCountsAsItWasAndAsItIs() {
    assertThat(
            touched(
                FULL,
                Messages.update(7, 'O', List.of("1", "shoes", "x"), List.of("1", "hats", "x"))))
        .isEqualTo(tags("id:1", "category:shoes", "category:hats", "text:x"));
    assertThat(touched(FULL, Messages.delete(7, 'O', "1", "shoes", Messages.NULL)))
        .isEqualTo(tags("id:1", "category:shoes"));
  }

  @Test
  void aLongValueThatWasNotChangedIsAsItWas() {
    assertThat(
            touched(
                FULL,
                Messages.update(
                    7, 'O', List.of("1", "shoes", "x"), List.of("2", Messages.UNCHANGED, "x"))))
        .isEqualTo(tags("id:1", "id:2", "category:shoes", "text:x"));
  }

  @Test
  void everythingIsTouchedWhereTheLogLacksAnOldValueThatTagsNeed() {
    assertThat(touched(KEYED, Messages.update(7, "1", "hats", "x")))
        .isEqualTo(new Touched.Everything("a changed row of public.products"));
    assertThat(touched(KEYED, Messages.delete(7, 'K', "1", Messages.NULL, Messages.NULL)))
        .as("null stands for unknown there")
        .isEqualTo(new Touched.Everything("a deleted row of public.products"));
    assertThat(touched(KEYED, Messages.insert(7, "1", "hats", "x")))
        .as("a new row has no old values")
        .isInstanceOf(Touched.Tagged.class);
    assertThat(touched(Messages.relation(7, "public", "products", "*id"), Messages.insert(7, "1")))
        .as("a column that is not published")
        .isInstanceOf(Touched.Everything.class);
  }

  @Test
  void tablesThatNothingNamesTouchNothing() {
    ByteBuffer other = Messages.relation(7, "audit", "products", "*id");
    assertThat(
            touched(
                other, Messages.insert(7, "1"), Messages.delete(7, 'K', "1"), Messages.truncate(7)))
        .isEqualTo(new Touched.Nothing());
  }

  @Test
  void truncationAndWhatCannotBeReadTouchEverythingAndTheFirstReasonStands() {
    assertThat(touched(FULL, Messages.insert(7, "1", "a", "x"), Messages.truncate(7)))
        .isEqualTo(new Touched.Everything("TRUNCATE of public.products"));
    assertThat(touched(FULL, Messages.truncate(7), Messages.octets('?')))
        .isEqualTo(new Touched.Everything("TRUNCATE of public.products"));
    assertThat(touched(FULL, Messages.octets('?'))).isInstanceOf(Touched.Everything.class);
    assertThat(touched(FULL, Messages.insert(8, "1"))).isInstanceOf(Touched.Everything.class);
  }

  @Test
  void aTransactionIsSoftIfAllOfItsChangesAre() {
    ByteBuffer stock = Messages.relation(8, "public", "stock", "*id", "*category");
    assertThat(touched(stock, Messages.insert(8, "1", "a")))
        .isEqualTo(new Touched.Tagged(Set.of("id:1", "category:a"), Mode.SOFT));
    assertThat(
            touched(
                stock,
                FULL,
                Messages.insert(7, "2", "a", Messages.NULL),
                Messages.insert(8, "1", "a")))
        .isEqualTo(tags("id:1", "id:2", "category:a"));
  }

  @Test
  void eachTransactionHasItsOwnEndAndItsOwnTags() {
    assertThat(
            taken(
                Messages.begin(10),
                FULL,
                Messages.insert(7, "1", "a", Messages.NULL),
                Messages.commit(10, 11),
                Messages.begin(20),
                Messages.truncate(7),
                Messages.commit(20, 21),
                Messages.begin(30),
                Messages.insert(7, "2", "a", Messages.NULL),
                Messages.commit(30, 31),
                Messages.begin(40),
                Messages.commit(40, 41)))
        .containsExactly(
            new Transaction(11, tags("id:1", "category:a")),
            new Transaction(21, new Touched.Everything("TRUNCATE of public.products")),
            new Transaction(31, tags("id:2", "category:a")),
            new Transaction(41, new Touched.Nothing()));
  }

  @Test
  @DisplayName("a commit that can't be read leaves its transaction open, until the next one ends")
  void anUnreadableCommitIsMadeUpForByTheNext() {
    Transactions transactions = new Transactions(MAPPING);
    transactions.take(PgOutput.read(Messages.begin(10)));
    transactions.take(PgOutput.read(Messages.octets('C', 0)));
    assertThat(transactions.isOpen()).isTrue();
    transactions.take(PgOutput.read(Messages.begin(20)));
    Optional<Transaction> ended = transactions.take(PgOutput.read(Messages.commit(20, 21)));
    assertThat(ended.orElseThrow().touched()).isInstanceOf(Touched.Everything.class);
    assertThat(transactions.isOpen()).isFalse();
  }

  @Test
  void tooManyTagsTouchEverything() {
    Transactions transactions = new Transactions(MAPPING);
    transactions.take(PgOutput.read(FULL));
    for (int i = 0; i <= Transactions.MOST_TAGS; i++) {
      transactions.take(
          PgOutput.read(Messages.insert(7, String.valueOf(i), Messages.NULL, Messages.NULL)));
    }
    assertThat(transactions.take(PgOutput.read(Messages.commit(1, 2))).orElseThrow().touched())
        .isInstanceOf(Touched.Everything.class);
  }
}

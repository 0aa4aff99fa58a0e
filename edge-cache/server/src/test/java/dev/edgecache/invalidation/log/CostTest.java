package dev.edgecache.invalidation.log;

import static dev.edgecache.invalidation.log.LogContract.hard;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.journal.MemoryJournal;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {

  private static final int RESPONSES = 100_000;

  private int looks;

  /** Tags that count how often they are looked at. */
  private final class Counted extends AbstractSet<String> {

    private final Set<String> tags;

    Counted(Set<String> tags) {
      this.tags = tags;
    }

    @Override
    public Iterator<String> iterator() {
      looks++;
      return tags.iterator();
    }

    @Override
    public boolean contains(Object tag) {
      looks++;
      return tags.contains(tag);
    }

    @Override
    public int size() {
      return tags.size();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"catalog", "host shop.example", ImplicitTags.EVERYTHING})
  @DisplayName("PUR-11: an invalidation looks at no stored response, however many have its tag")
  void anInvalidationLooksAtNoResponse(String tag) {
    Floors floors = new Floors();
    InvalidationLog log =
        InvalidationLog.open(
            new MemoryJournal(),
            new InvalidationLog.Parts(
                floors, Optional.empty(), new ManualBackground(), LogObserver.NONE, 100),
            LogContract.NOW);
    List<Lookup.Found> stored = new ArrayList<>();
    for (int i = 0; i < RESPONSES; i++) {
      StoredResponse response =
          Stored.response()
              .tags(new Counted(Set.of("product:" + i, "catalog", "host shop.example")))
              .get();
      Lookup.Found found = new Lookup.Found(response);
      floors.floorOf(found);
      stored.add(found);
    }
    looks = 0;

    log.append(hard("all", tag));

    assertThat(looks).isZero();
    assertThat(stored)
        .allSatisfy(
            found ->
                assertThat(floors.floorOf(found).isMetBy(found.response().provenance())).isFalse());
    assertThat(looks).isEqualTo(RESPONSES);
  }
}

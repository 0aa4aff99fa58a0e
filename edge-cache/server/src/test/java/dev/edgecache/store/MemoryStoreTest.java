package dev.edgecache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.Encodings.Encoding;
import dev.edgecache.body.HeapBody;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.http.negotiation.Variant;
import dev.edgecache.policy.CacheKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {

  private static final CacheKey KEY = CacheKey.of("v1", "http", "shop.example", "/p/1");
  private static final Fields NO_FIELDS = Fields.EMPTY;
  private static final Duration DAY = Duration.ofDays(1);

  private final LongAdder evicted = new LongAdder();
  private final MemoryStore store = new MemoryStore(200_000, evicted::add);

  private StoredResponse found(CacheKey key, Fields request) {
    return ((Lookup.Found) store.lookup(key, request)).response();
  }

  @Test
  void returnsWhatWasPut() {
    StoredResponse response = Stored.response().get();
    assertThat(store.lookup(KEY, NO_FIELDS)).isEqualTo(new Lookup.UriMiss());

    store.put(KEY, response);

    assertThat(found(KEY, NO_FIELDS)).isEqualTo(response);
    assertThat(store.entries()).isEqualTo(1);
  }

  @Test
  void aNewResponseReplacesTheOneForItsVariantOnly() {
    StoredResponse german = inLanguage("de").get();
    StoredResponse french = inLanguage("fr").get();
    StoredResponse newerGerman = inLanguage("de").body("neu").get();
    store.put(KEY, german);
    store.put(KEY, french);
    store.put(KEY, newerGerman);

    assertThat(found(KEY, asking("de"))).isEqualTo(newerGerman);
    assertThat(found(KEY, asking("fr"))).isEqualTo(french);
    assertThat(store.lookup(KEY, asking("it")))
        .isEqualTo(new Lookup.VaryMiss(List.of(newerGerman, french)));
  }

  @Test
  void tellsWhichKeysAreAskedForMost() {
    // The store counts what is asked for once it is half full.
    for (int i = 0; i < 200; i++) {
      store.put(key(i), Stored.response().get());
    }
    for (int i = 0; i < 5; i++) {
      store.lookup(key(190), NO_FIELDS);
    }
    for (int i = 0; i < 10; i++) {
      store.lookup(key(180), NO_FIELDS);
    }
    store.lookup(key(199), NO_FIELDS);

    assertThat(store.hottest(2).keySet()).containsExactly(key(180), key(190));
    assertThat(store.hottest(1).firstEntry().getValue().getFirst().response())
        .isEqualTo(found(key(180), NO_FIELDS));
    assertThat(store.hottest(1000)).hasSize((int) store.entries());
  }

  private static CacheKey key(int number) {
    return CacheKey.of("v1", "http", "shop.example", "/hot/" + number);
  }

  @Test
  @DisplayName("PUR-4: a response that proves less never replaces one that proves more")
  void olderProvenanceDoesNotReplaceNewer() {
    StoredResponse newer = Stored.response().sequence(7).body("new").get();
    store.put(KEY, newer);
    store.put(KEY, Stored.response().sequence(6).body("old").get());

    assertThat(found(KEY, NO_FIELDS)).isEqualTo(newer);
  }

  @Test
  @DisplayName("SEC-8: the variants of a key are capped, the least recently fetched goes")
  void variantsAreCapped() {
    for (int i = 0; i < MemoryStore.MAX_VARIANTS + 5; i++) {
      store.put(KEY, inLanguage("x-" + i).get());
    }

    assertThat(store.lookup(KEY, asking("x-0"))).isInstanceOf(Lookup.VaryMiss.class);
    assertThat(store.lookup(KEY, asking("x-36"))).isInstanceOf(Lookup.Found.class);
    assertThat(((Lookup.VaryMiss) store.lookup(KEY, asking("none"))).variants())
        .hasSize(MemoryStore.MAX_VARIANTS);
  }

  @Test
  @DisplayName("SEC-9: any number of keys stays within the budget of bytes")
  void staysWithinItsBudget() {
    for (int i = 0; i < 2_000; i++) {
      store.put(
          CacheKey.of("v1", "http", "shop.example", "/p/" + i),
          Stored.response().body("x".repeat(1_000)).get());
    }

    assertThat(store.bytes()).isBetween(100_000L, 200_000L);
    assertThat(store.entries()).isLessThan(200);
    assertThat(evicted.sum()).isGreaterThan(1_000_000);
  }

  @Test
  @DisplayName("SEC-9: what is weighed is what the heap holds, tags and field lines included")
  void weighsTagsVariantsAndStrings() {
    MemoryStore roomy = new MemoryStore(1_000_000_000, _ -> {});
    for (int i = 0; i < 3_000; i++) {
      roomy.put(CacheKey.of("v1", "http", "shop.example", "/p/" + i), tagged(i).get());
    }

    assertThat(roomy.entries()).isEqualTo(3_000);
    // About 130 strings of 15 characters and one of 500, with the objects around each.
    assertThat(roomy.bytes() / 3_000).isBetween(9_000L, 16_000L);
  }

  @Test
  @DisplayName(
      "SEC-9: encodings count once they are weighed, and make room when there is too little")
  void weighsEncodings() {
    StoredResponse response = Stored.response().get();
    store.put(KEY, response);
    long before = store.bytes();

    encoded(response, new byte[1_000]);
    assertThat(store.bytes()).isEqualTo(before + 1_000);
    encoded(response, new byte[300_000]);
    assertThat(store.entries()).isZero();
    assertThat(store.bytes()).isZero();
  }

  private void encoded(StoredResponse response, byte[] bytes) {
    ((HeapBody) response.body())
        .encodings()
        .end(ContentCoding.BR, new Encoding.Made(new HeapBody(bytes, NO_FIELDS)));
    store.reweigh(KEY);
  }

  /** A response with 100 tags, 15 field lines and a long varying field, all strings its own. */
  private static Stored tagged(int number) {
    String[] lines = new String[30];
    Arrays.setAll(lines, i -> "X-Field-" + i + "-" + number);
    return Stored.response()
        .fields(lines)
        .tags(
            IntStream.range(0, 100)
                .mapToObj(i -> "product:" + i + "-" + number)
                .collect(Collectors.toUnmodifiableSet()))
        .variant(Variant.of(List.of("cookie"), Fields.of("Cookie", "c".repeat(500) + number)));
  }

  @Test
  void removesExactlyTheResponseThatWasMeant() {
    StoredResponse old = Stored.response().get();
    StoredResponse replacement = Stored.response().body("new").get();
    store.put(KEY, old);
    store.put(KEY, replacement);
    store.remove(KEY, old);
    assertThat(found(KEY, NO_FIELDS)).isEqualTo(replacement);

    store.remove(KEY, replacement);
    assertThat(store.lookup(KEY, NO_FIELDS)).isEqualTo(new Lookup.UriMiss());
  }

  @Test
  @DisplayName("OPS-1: a response that a reload put under other terms is removed like any other")
  void removesTheResponseUnderOtherTerms() {
    StoredResponse response = Stored.response().get();
    store.put(KEY, response);

    store.remove(KEY, response.withTerms(Stored.response().staleIfError(DAY).get().terms()));

    assertThat(store.lookup(KEY, NO_FIELDS)).isEqualTo(new Lookup.UriMiss());
  }

  private static Stored inLanguage(String language) {
    return Stored.response().variant(Variant.of(List.of("accept-language"), asking(language)));
  }

  private static Fields asking(String language) {
    return Fields.of("Accept-Language", language);
  }
}

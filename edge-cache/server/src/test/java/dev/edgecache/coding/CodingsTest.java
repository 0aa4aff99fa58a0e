package dev.edgecache.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.HeapBody;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.caching.Terms;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.store.MemoryStore;
import dev.edgecache.yaml.ReadResult;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CodingsTest {

  private static final CacheKey KEY = CacheKey.of("v1", "http", "shop.example", "/p/1");
  private static final RequestHead GZIP =
      new RequestHead(
          "GET", "http", "shop.example", "/p/1", null, Fields.of("Accept-Encoding", "gzip"));

  private final MemoryStore store = new MemoryStore(100_000_000, _ -> {});
  private final Queue<Runnable> aside = new ArrayDeque<>();
  private boolean full;
  private final Codings codings =
      new Codings(
          store,
          task -> {
            if (full) {
              throw new RejectedExecutionException("full");
            }
            aside.add(task);
          });

  @BeforeEach
  void prepare() {
    codings.prepare(PolicySet.of(List.of(policy())));
  }

  private static Policy policy() {
    return switch (PolicyFiles.parse(
        "p.yaml", "policy: p\nroutes: [{ name: a, path: /**, cache: { compress: on } }]\n")) {
      case ReadResult.Valid<Policy>(var policy, _) -> policy;
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static StoredResponse stored(int bytes) {
    StoredResponse plain = Stored.response().fields("ETag", "\"v1\"").get();
    Optional<CacheRule.Compression> on = policy().routes().getFirst().cache().compression();
    Terms terms =
        new Terms(plain.terms().route(), plain.terms().lifetime(), plain.terms().tags(), on);
    return plain.withTerms(terms).withBody(new HeapBody(new byte[bytes], Fields.EMPTY));
  }

  private String codingOf(StoredResponse stored) {
    StoredResponse represented = codings.represent(() -> KEY, stored, GZIP, Stored.THEN);
    return Optional.ofNullable(represented.head().fields().first("Content-Encoding")).orElse("");
  }

  @Test
  @DisplayName("a body up to the limit is encoded by the thread that asks, a larger one aside")
  void whoEncodes() {
    assertThat(codingOf(stored(Codings.AT_ONCE))).isEqualTo("gzip");
    assertThat(aside).isEmpty();

    StoredResponse large = stored(Codings.AT_ONCE + 1);
    assertThat(codingOf(large)).isEmpty();
    aside.remove().run();
    assertThat(codingOf(large)).isEqualTo("gzip");
    assertThat(codings.made()).isEqualTo(2);
  }

  @Test
  @DisplayName("when too many bodies wait it goes out as it is, and is tried again later")
  void refused() {
    StoredResponse large = stored(Codings.AT_ONCE + 1);
    full = true;
    assertThat(codingOf(large)).isEmpty();

    full = false;
    assertThat(codingOf(large)).isEmpty();
    aside.remove().run();
    assertThat(codingOf(large)).isEqualTo("gzip");
  }

  @Test
  @DisplayName("what is larger than a thread encodes in a second is never encoded")
  void tooLarge() {
    assertThat(codingOf(stored(Codings.LARGEST + 1))).isEmpty();
    assertThat(aside).isEmpty();
    assertThat(codings.made()).isZero();
  }

  @Test
  @DisplayName("a coding that no policy has named is not made")
  void unprepared() {
    Codings unprepared = new Codings(store, aside::add);
    StoredResponse represented = unprepared.represent(() -> KEY, stored(2000), GZIP, Stored.THEN);
    assertThat(represented.head().fields().contains("Content-Encoding")).isFalse();
    assertThat(represented.head().fields().first("Vary")).isEqualTo("Accept-Encoding");
  }
}

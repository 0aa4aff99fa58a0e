package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients see of the invalidation log. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InvalidationLogTest {

  private static final String POLICY =
      """
      policy: test
      routes:
        - { name: all, path: /**, cache: { stale-while-revalidate: 1h } }
      """;

  private @Nullable ProxyUnderTest proxy;

  @AfterEach
  void stop() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
  }

  private ProxyUnderTest proxyWith(Journal journal) throws Exception {
    ProxyUnderTest started = new ProxyUnderTest(POLICY, Setup.PLAIN, journal);
    proxy = started;
    started.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "content"));
    return started;
  }

  /** A journal that writes when the test lets it. */
  private static final class GatedJournal implements Journal {

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);

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
      begun.countDown();
      try {
        gate.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("PUR-7: a client learns of its write when the invalidation is durable, not before")
  void aWriteIsAnsweredWhenItsInvalidationIsDurable() throws Exception {
    GatedJournal journal = new GatedJournal();
    ProxyUnderTest proxy = proxyWith(journal);
    proxy.get("/p").get();

    CompletableFuture<Reply> write = proxy.send("POST", "/p");
    assertThat(journal.begun.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(proxy.get("/p").get().cacheStatus()).doesNotContain("hit");
    assertThat(write).isNotDone();
    journal.gate.countDown();

    assertThat(write.get().status()).isEqualTo(200);
  }

  @Test
  void aWriteIsAnsweredAlthoughTheLogCannotBeWritten() throws Exception {
    ScriptedJournal journal = new ScriptedJournal();
    journal.fails(Optional.of("no space left on device"));
    ProxyUnderTest proxy = proxyWith(journal);
    proxy.get("/p").get();

    for (int i = 0; i < 3; i++) {
      assertThat(proxy.send("POST", "/p").get().status()).isEqualTo(200);
      assertThat(proxy.get("/p").get().cacheStatus()).contains("fwd=");
      assertThat(proxy.get("/p").get().cacheStatus()).contains("hit");
    }
    assertThat(proxy.invalidations.status().unwritten()).isEqualTo(3);
  }

  @Test
  void aWriteThatChangesNothingStoredIsNotInTheLog() throws Exception {
    ProxyUnderTest proxy = proxyWith(new MemoryJournal());
    proxy.origin.always(arrived -> arrived.answer("409 Conflict", "", "no"));
    proxy.send("POST", "/p").get();

    assertThat(proxy.invalidations.latest(10)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "path, /shop/a?x=1, true",
    "path, /shop/b, false",
    "prefix, /shop/a/below, true",
    "prefix, /shopping, false",
    "host, /elsewhere, true",
    "route, /elsewhere, true",
    "everything, /elsewhere, true",
  })
  @DisplayName("PUR-9: path, prefix, host, route and everything reach every query, and HEAD")
  void implicitTagsReachWhatTheyName(String kind, String target, boolean reached) throws Exception {
    ProxyUnderTest proxy = proxyWith(new MemoryJournal());
    String host = "127.0.0.1:" + proxy.address().getPort();
    proxy.get(target).get();
    Set<String> tags =
        switch (kind) {
          case "path" -> Set.of(ImplicitTags.ofPath(host, "/shop/a"));
          case "prefix" -> ImplicitTags.ofPrefix(host, "/shop");
          case "host" -> Set.of(ImplicitTags.ofHost(host));
          case "route" -> Set.of(ImplicitTags.ofRoute("test/all"));
          default -> Set.of(ImplicitTags.EVERYTHING);
        };

    proxy.invalidations.append(Invalidation.of(tags, proxy.time.instant(), "test"));

    String expected = reached ? "fwd=" : "hit";
    assertThat(proxy.send("HEAD", target).get().cacheStatus()).contains(expected);
    assertThat(proxy.get(target).get().cacheStatus()).contains(expected);
  }

  @Test
  @DisplayName("PUR-4: a soft invalidation leaves a stale answer, which is renewed")
  void aSoftInvalidationLeavesAStaleAnswer() throws Exception {
    ProxyUnderTest proxy = proxyWith(new MemoryJournal());
    proxy.get("/p").get();
    proxy.invalidations.append(
        new Invalidation(
            "s",
            Set.of(ImplicitTags.ofRoute("test/all")),
            Mode.SOFT,
            Optional.empty(),
            proxy.time.instant(),
            "test"));
    proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=60", "new"));

    assertThat(proxy.get("/p").get().body()).isEqualTo("content");
    proxy.awaitQuiet();
    assertThat(proxy.get("/p").get().body()).isEqualTo("new");
  }
}

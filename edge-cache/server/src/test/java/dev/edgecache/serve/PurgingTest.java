package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.invalidation.journal.Journal;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.ScriptedJournal;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PURGE does at a listener that clients reach. */
@Timeout(60)
class PurgingTest {

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

  private ProxyUnderTest from(String... networks) throws Exception {
    return with(new MemoryJournal(), networks);
  }

  private ProxyUnderTest with(Journal journal, String... networks) throws Exception {
    ProxyUnderTest started = new ProxyUnderTest(POLICY, Setup.PLAIN.withPurgers(networks), journal);
    proxy = started;
    started.origin.always(
        arrived -> arrived.ok("Cache-Control: max-age=60\nVary: Accept-Language", "content"));
    return started;
  }

  private static void fill(ProxyUnderTest proxy, String target, String... fields) throws Exception {
    proxy.get(target, fields).get();
    assertThat(proxy.get(target, fields).get().cacheStatus()).contains(";hit");
  }

  @Test
  @DisplayName("PUR-15 PURGE is refused with 405 and changes nothing where nobody is named")
  void purgeIsRefused() throws Exception {
    ProxyUnderTest open = from();
    fill(open, "/a");
    int asked = open.origin.arrivals();

    Reply refused = open.send("PURGE", "/a").get();

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.field("Allow")).contains("GET", "DELETE").doesNotContain("PURGE");
    assertThat(open.get("/a").get().cacheStatus()).contains(";hit");
    assertThat(open.origin.arrivals()).isEqualTo(asked);
    assertThat(open.invalidations.latest(10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-Forwarded-For: 10.1.2.3", "Forwarded: for=10.1.2.3", "X-Real-IP: 10.1.2.3"})
  @DisplayName("PUR-15 a field that names an address makes nobody a member of a network")
  void fieldsDoNotCount(String field) throws Exception {
    ProxyUnderTest elsewhere = from("10.0.0.0/8", "2001:db8::/32");
    fill(elsewhere, "/a");

    String[] line = field.split(": ", 2);
    assertThat(elsewhere.send("PURGE", "/a", line).get().status()).isEqualTo(405);

    assertThat(elsewhere.get("/a").get().cacheStatus()).contains(";hit");
  }

  @Test
  @DisplayName("PUR-9 PURGE reaches all variants and queries of its URL, and nothing else")
  void purgeReachesAllOfItsUrl() throws Exception {
    ProxyUnderTest inside = from("10.0.0.0/8", "127.0.0.0/8");
    fill(inside, "/a", "Accept-Language", "de");
    fill(inside, "/a", "Accept-Language", "en");
    fill(inside, "/a?q=1");
    fill(inside, "/b");

    Reply answer = inside.send("PURGE", "/a").get();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("Content-Type")).isEqualTo("application/json");
    String id = inside.invalidations.latest(1).getFirst().invalidation().id();
    assertThat(answer.body())
        .isEqualTo("{\"id\": \"" + id + "\", \"sequence\": 1, \"mode\": \"hard\"}\n");
    assertThat(inside.get("/a", "Accept-Language", "de").get().cacheStatus()).contains("fwd=");
    assertThat(inside.get("/a", "Accept-Language", "en").get().cacheStatus()).contains("fwd=");
    assertThat(inside.get("/a?q=1").get().cacheStatus()).contains("fwd=");
    assertThat(inside.get("/b").get().cacheStatus()).contains(";hit");
    ProxyUnderTest.await(
        () -> inside.records.stream().anyMatch(told -> told.asked().method().equals("PURGE")),
        "a record of the PURGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Soft-Purge", "Fastly-Soft-Purge"})
  @DisplayName("a soft PURGE leaves a stale answer")
  void aSoftPurgeLeavesAStaleAnswer(String field) throws Exception {
    ProxyUnderTest inside = from("127.0.0.1");
    fill(inside, "/a");

    assertThat(inside.send("PURGE", "/a", field, "1").get().body()).contains("soft");

    inside.time.advance(Duration.ofSeconds(1));
    assertThat(inside.get("/a").get().cacheStatus()).contains(";hit;ttl=-");
  }

  @Test
  @DisplayName("PURGE with content is answered, and its connection goes on")
  void purgeWithContent() throws Exception {
    ProxyUnderTest inside = from("127.0.0.1");
    fill(inside, "/a");

    assertThat(inside.send("PURGE", "/a", BodyPublishers.ofString("x".repeat(100))).get().status())
        .isEqualTo(200);

    assertThat(inside.get("/a").get().cacheStatus()).contains("fwd=");
  }

  @Test
  @DisplayName("PUR-15 PURGE of a page of a browser, or of a path that servers read differently")
  void whatIsNoPurgeIsRefused() throws Exception {
    ProxyUnderTest inside = from("127.0.0.1");
    fill(inside, "/a");

    assertThat(inside.send("PURGE", "/a", "Origin", "https://evil.example").get().status())
        .isEqualTo(403);
    assertThat(inside.send("PURGE", "/b/..%2fa").get().status()).isEqualTo(400);

    assertThat(inside.get("/a").get().cacheStatus()).contains(";hit");
  }

  @Test
  @DisplayName("PURGE that can't be kept is in effect, and answered with 503")
  void purgeThatCannotBeKept() throws Exception {
    ScriptedJournal journal = new ScriptedJournal();
    ProxyUnderTest inside = with(journal, "127.0.0.1");
    fill(inside, "/a");
    journal.fails(Optional.of("disk full"));

    Reply answer = inside.send("PURGE", "/a").get();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.field("Retry-After")).isEqualTo("1");
    assertThat(inside.get("/a").get().cacheStatus()).contains("fwd=");
  }
}

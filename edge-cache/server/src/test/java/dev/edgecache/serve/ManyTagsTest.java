package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.ProxyUnderTest.Reply;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("answers with as many tags as one may have")
class ManyTagsTest {

  private static final String POLICY =
      """
      policy: test
      routes: [{ name: all, path: /**, tags-from: [Surrogate-Key], cache: { fresh: 1h } }]
      """;

  private ProxyUnderTest proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyUnderTest(POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private Reply get() throws Exception {
    return proxy.get("/list").get();
  }

  private void answerWithTags(int count) {
    String tags =
        IntStream.range(0, count).mapToObj(i -> "tag-" + i).collect(Collectors.joining(" "));
    proxy.origin.always(arrived -> arrived.ok("Surrogate-Key: " + tags, "list"));
  }

  @Test
  @DisplayName("PUR-11: each of 500 tags reaches the answer, and no other tag does")
  void eachTagCounts() throws Exception {
    answerWithTags(500);
    for (int tag : new int[] {0, 1, 250, 498, 499}) {
      get();
      proxy.floors.invalidate(Set.of("tag-500", "tag"));
      assertThat(get().cacheStatus()).contains("hit");
      proxy.floors.invalidate(Set.of("tag-" + tag));
      assertThat(get().cacheStatus()).as("tag-" + tag).doesNotContain("hit");
    }
  }

  @Test
  @DisplayName("PUR-11: an answer with more tags than are kept is not stored")
  void tooManyTagsForbidStoring() throws Exception {
    answerWithTags(501);
    get();
    assertThat(get().cacheStatus()).doesNotContain("hit");
  }
}

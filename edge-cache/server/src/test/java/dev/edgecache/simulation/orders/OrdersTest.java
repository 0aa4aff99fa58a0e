package dev.edgecache.simulation.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.simulation.orders.Proxy.Telling;
import dev.edgecache.yaml.ReadResult;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered in every order in which a write, its invalidation and requests can happen. */
class OrdersTest {

  private static final PolicySet POLICIES = policies();

  @ParameterizedTest(name = "{0} requests, invalidated by {1}, which tells {2}")
  @CsvSource({
    "1, p:1, POSITION",
    "1, p:1, NOTHING",
    "1, listed, POSITION",
    "2, p:1, POSITION",
    "2, listed, NOTHING"
  })
  @DisplayName("I1: whoever asks after the acknowledgement gets the new answer")
  void nobodyGetsTheOldAnswer(int requests, String tag, Telling telling) {
    Orders orders = new Orders();
    long runs = 0;
    do {
      runs++;
      Steps steps = new Steps(orders);
      Proxy proxy = new Proxy(steps, POLICIES);
      proxy.write(tag, telling);
      proxy.replay();
      for (int i = 1; i <= requests; i++) {
        proxy.request("request " + i);
      }
      steps.takeAll(proxy::afterEach);
      proxy.request("last request");
      steps.takeAll(proxy::afterEach);
      assertThat(proxy.wrong()).as(() -> String.join(", ", steps.taken())).isEmpty();
      assertThat(proxy.answers())
          .as(() -> "answers: " + String.join(", ", steps.taken()))
          .isEqualTo(requests + 1);
    } while (orders.another());
    System.out.println("orders: " + runs + " for " + requests + ", " + tag + ", " + telling);
  }

  @Test
  @DisplayName("I11: the second try is answered, however fast invalidations come")
  void thoseWhoAskAgainShareOneFetch() {
    Steps steps = new Steps(new Orders());
    Proxy proxy = new Proxy(steps, POLICIES);
    proxy.write("p:1", Telling.NOTHING);
    List.of("second", "third").forEach(id -> proxy.invalidateOnly(id, "p:1"));
    List<String> late = IntStream.rangeClosed(1, 16).mapToObj(i -> "late " + i).toList();
    Stream.concat(Stream.of("early", "next"), late.stream()).forEach(proxy::request);

    steps.take(proxy::afterEach, "commit", "invalidate", "early", "limit", "second");
    steps.take(proxy::afterEach, late.toArray(String[]::new));
    steps.take(proxy::afterEach, "primary reads for 1", "primary answers 1", "next", "limit");
    steps.take(proxy::afterEach, "third");
    late.forEach(name -> steps.take(proxy::afterEach, name + " asks again"));
    steps.takeAll(proxy::afterEach);

    assertThat(proxy.wrong()).isEmpty();
    assertThat(proxy.answers()).isEqualTo(18);
    assertThat(proxy.asked()).isEqualTo(2);
  }

  private static PolicySet policies() {
    String policy =
        """
        policy: test
        routes:
          - name: product
            path: /p/{id}
            tags: ["p:{id}"]
            tags-from: [Surrogate-Key]
            cache: { fresh: 1h }
        """;
    return switch (PolicyFiles.parse("test.yaml", policy)) {
      case ReadResult.Valid<Policy>(var read, _) -> PolicySet.of(List.of(read));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }
}

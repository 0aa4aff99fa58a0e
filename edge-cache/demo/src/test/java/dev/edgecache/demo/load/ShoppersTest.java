package dev.edgecache.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ShoppersTest {

  private static List<ShopRequest> requests(long seed, int firstUser, int count) {
    Shoppers shoppers = new Shoppers(seed, firstUser, 100, 500);
    return Stream.generate(shoppers::next).limit(count).toList();
  }

  @Test
  void theKindsComeInTheirShares() {
    int count = 100_000;
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    requests(1, 0, count).forEach(request -> counts.merge(request.kind(), 1, Integer::sum));

    for (Kind kind : Kind.values()) {
      assertThat(1000.0 * counts.getOrDefault(kind, 0) / count)
          .as(kind.label())
          .isCloseTo(kind.perMille(), within(0.1 * kind.perMille() + 1));
    }
  }

  @Test
  void theSharesAddUp() {
    assertThat(Stream.of(Kind.values()).mapToInt(Kind::perMille).sum()).isEqualTo(1000);
  }

  @Test
  void twoCrowdsOfOneSeedAskForTheSameUnderOtherAccounts() {
    List<ShopRequest> one = requests(1, 1000, 2_000);
    List<ShopRequest> other = requests(1, 2000, 2_000);

    assertThat(other)
        .extracting(ShopRequest::target)
        .isEqualTo(one.stream().map(ShopRequest::target).toList());
    assertThat(accounts(one)).isNotEmpty().doesNotContainAnyElementsOf(accounts(other));
  }

  private static List<String> accounts(List<ShopRequest> requests) {
    return requests.stream()
        .filter(request -> request.kind().audience() == Kind.Audience.ONE_USER)
        .map(request -> request.fields().getOrDefault("Authorization", ""))
        .toList();
  }

  @Test
  void onlyPersonalRequestsSayWhoAsks() {
    assertThat(requests(1, 0, 5_000))
        .allSatisfy(
            request ->
                assertThat(request.fields().containsKey("Authorization"))
                    .isEqualTo(request.kind().audience() == Kind.Audience.ONE_USER));
  }
}

package dev.edgecache.cloudfront.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.cloudfront.invalidation.Budget.Economy;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What invalidations cost, and what becomes of them when they cost too much. */
class MoneyTest {

  private static final Budget BUDGET = new Budget(10_000, 1_000, new BigDecimal("0.005"));

  private static final Coarsening SHOP =
      new Coarsening(
          List.of(
              new Coarsening.Kind(
                  "product:", "products", Optional.of("/v1/products/"), Optional.of("lists")),
              new Coarsening.Kind("review:", "reviews", Optional.empty(), Optional.empty())));

  @ParameterizedTest
  @CsvSource({"0, 0", "1000, 0", "1001, 0.005", "541000, 2700"})
  void theFirstThousandItemsAreFree(long items, BigDecimal dollars) {
    assertThat(BUDGET.cost(items)).isEqualByComparingTo(dollars);
  }

  @ParameterizedTest
  @DisplayName("CF-4: what goes out is less exact the less money is left")
  @CsvSource({
    "7999, EXACT",
    "8000, COARSER_TAGS",
    "9500, PREFIXES",
    "9999, PREFIXES",
    "10000, LIFETIME",
    "20000, LIFETIME"
  })
  void theOrderOfEconomy(long used, Economy economy) {
    assertThat(BUDGET.economyAt(used)).isEqualTo(economy);
  }

  @Test
  void aMonthIsCountedInUtcAndForecastFromWhatIsGone() {
    Spending spending = new Spending(YearMonth.of(2026, 4), 1_000);
    assertThat(spending.forecast(Instant.parse("2026-04-11T00:00:00Z"))).isEqualTo(3_000);
    assertThat(spending.at(Instant.parse("2026-04-30T23:59:59Z")).items()).isEqualTo(1_000);
    assertThat(spending.at(Instant.parse("2026-05-01T00:00:00Z")))
        .isEqualTo(new Spending(YearMonth.of(2026, 5), 0));
    // A clock that goes back does not make it forgotten.
    assertThat(spending.at(Instant.parse("2026-03-31T23:59:59Z"))).isEqualTo(spending);
  }

  @Test
  @DisplayName("CF-4: several tags become their coarser one, then the beginning of their paths")
  void coarserItems() {
    List<Item> items = items("#product:1", "#product:2", "#review:1", "/v1/a/1", "/v1/a/2?x=/y");
    assertThat(out(items, Economy.EXACT)).hasSize(5);
    assertThat(out(items, Economy.COARSER_TAGS))
        .containsExactlyInAnyOrder("#products", "#review:1", "/v1/a/1", "/v1/a/2?x=/y");
    assertThat(out(items("#product:1", "/v1/a/1", "/v1/a/2?x=/y"), Economy.PREFIXES))
        .containsExactlyInAnyOrder("#product:1", "/v1/a/*");
    assertThat(out(items("#product:1", "#product:2", "#products"), Economy.PREFIXES))
        .containsExactly("#products");
  }

  @Test
  @DisplayName("CF-5: kinds of tags count whatever their case, as tags do")
  void kindsFoldCase() {
    Coarsening.Kind kind =
        new Coarsening.Kind("Product:", "Products", Optional.empty(), Optional.of("Crowd"));
    assertThat(kind.has("product:1")).isTrue();
    assertThat(kind.tag()).isEqualTo("products");
    assertThat(kind.crowd()).contains("crowd");
    assertThatThrownBy(
            () ->
                new Coarsening.Kind("Product:", "product:all", Optional.empty(), Optional.empty()))
        .hasMessageContaining("not of it");
  }

  @Test
  void oneItemAloneStaysExact() {
    assertThat(out(items("#product:1", "/v1/a/1"), Economy.PREFIXES))
        .containsExactlyInAnyOrder("#product:1", "/v1/a/1");
  }

  @Test
  void nothingEverBecomesEverything() {
    assertThat(out(items("/a", "/b", "/c?x", "/d*"), Economy.PREFIXES))
        .containsExactlyInAnyOrder("/a", "/b", "/c?x", "/d*");
  }

  @Test
  @SuppressWarnings("unchecked")
  void thePolicyOfIamPermitsNoMoreThanIsNeeded() {
    Map<String, Object> document =
        new IamPolicy(
                "123456789012",
                List.of(new Destination.Distribution("E2EXAMPLE"), new Destination.Tenant("dt_1")))
            .document();
    List<Map<String, Object>> statements =
        Objects.requireNonNull((List<Map<String, Object>>) document.get("Statement"));
    assertThat(statements.getFirst())
        .containsEntry(
            "Action",
            List.of(
                "cloudfront:CreateInvalidation",
                "cloudfront:GetInvalidation",
                "cloudfront:GetDistributionConfig"))
        .containsEntry(
            "Resource", List.of("arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"));
    assertThat(statements.get(1))
        .containsEntry(
            "Resource", List.of("arn:aws:cloudfront::123456789012:distribution-tenant/dt_1"));
    assertThat(statements).hasSize(3);
  }

  private static List<Item> items(String... texts) {
    return List.of(texts).stream().map(Item::parse).toList();
  }

  private static Collection<String> out(List<Item> items, Economy economy) {
    return Set.copyOf(SHOP.replacements(items, economy).values().stream().map(Item::text).toList());
  }
}

package dev.edgecache.demo.shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * A country that the shop sells to.
 *
 * @param country ISO 3166-1 alpha-2 code
 * @param currency what its customers pay in
 * @param taxPercent what is added to the price
 */
record Market(String country, Currency currency, int taxPercent) {

  /** Customers elsewhere pay what those of Ireland do. */
  private static final Market ELSEWHERE = new Market("IE", Currency.EUR, 23);

  private static final List<Market> MARKETS =
      List.of(
          ELSEWHERE,
          new Market("DE", Currency.EUR, 19),
          new Market("FR", Currency.EUR, 20),
          new Market("ES", Currency.EUR, 21),
          new Market("NL", Currency.EUR, 21),
          new Market("GB", Currency.GBP, 20),
          new Market("SE", Currency.SEK, 25),
          new Market("PL", Currency.PLN, 23),
          new Market("US", Currency.USD, 0));

  /** What customers pay in, and how much of it a euro is. */
  enum Currency {
    EUR("1.00"),
    GBP("0.86"),
    SEK("11.20"),
    PLN("4.27"),
    USD("1.08");

    private final BigDecimal perEuro;

    Currency(String perEuro) {
      this.perEuro = new BigDecimal(perEuro);
    }

    /** The currency of this code, euro for others. */
    static Currency of(String code) {
      for (Currency currency : values()) {
        if (currency.name().equals(code.toUpperCase(Locale.ROOT))) {
          return currency;
        }
      }
      return EUR;
    }

    Money price(long cents) {
      BigDecimal amount =
          BigDecimal.valueOf(cents, 2).multiply(perEuro).setScale(2, RoundingMode.HALF_UP);
      return new Money(amount.toPlainString(), name());
    }
  }

  /** An amount as the API says it. */
  record Money(String amount, String currency) {}

  static Market of(String country) {
    return MARKETS.stream()
        .filter(market -> market.country().equalsIgnoreCase(country))
        .findFirst()
        .orElse(ELSEWHERE);
  }

  /** The price with tax, rounded to the cent before it is converted. */
  Money price(long cents) {
    return currency.price(Math.round(cents * (100 + taxPercent) / 100.0));
  }
}

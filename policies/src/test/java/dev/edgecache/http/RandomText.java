package dev.edgecache.http;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Field values at random, by a seed: noise, and fragments of real values in any order. */
public final class RandomText {

  private static final List<String> FRAGMENTS =
      List.of(
          ",",
          ";",
          "=",
          "\"",
          "\\",
          " ",
          "\t",
          "*",
          "W/",
          "w/",
          "(",
          ")",
          ":",
          "?",
          "?1",
          "@",
          "-",
          "%",
          "%\"",
          "%c3%bc",
          "/",
          ".",
          "0",
          "1",
          "99999999999999999999",
          "2147483648",
          "-1",
          "a",
          "b",
          "no-store",
          "no-cache",
          "private",
          "max-age",
          "max-age=5",
          "s-maxage=0",
          "max-stale",
          "bytes",
          "bytes=",
          "0-5",
          "-500",
          "q=0.5",
          "q=1",
          "gzip",
          "br",
          "identity",
          "en",
          "de-CH",
          "text/html",
          "Sun, 06 Nov 1994 08:49:37 GMT",
          "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994",
          "for=",
          "example.com",
          "[::1]",
          ":80",
          "\u00fc",
          "\uffff");

  private RandomText() {}

  /** Many values, the same for the same seed. */
  public static Stream<String> values(long seed) {
    RandomGenerator random = new java.util.SplittableRandom(seed);
    return Stream.generate(() -> value(random)).limit(20_000);
  }

  private static String value(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(12);
    for (int i = 0; i < parts; i++) {
      if (random.nextInt(4) == 0) {
        text.append((char) random.nextInt(0x180));
      } else {
        text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      }
    }
    return text.toString();
  }
}

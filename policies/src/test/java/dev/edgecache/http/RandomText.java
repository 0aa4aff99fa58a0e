package dev.edgecache.http;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Field values at random, by a seed: noise, fragments of real values in any order, and real values
 * with mistakes.
 */
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

  /** More characters than the head of a message may have. */
  private static final int LONG = 300_000;

  private RandomText() {}

  /** Many values, the same for the same seed. */
  public static Stream<String> values(long seed) {
    RandomGenerator random = new java.util.SplittableRandom(seed);
    return Stream.generate(() -> value(random)).limit(20_000);
  }

  /** Values that differ from valid ones in a few characters, the same for the same seed. */
  public static Stream<String> mutations(long seed, List<String> valid) {
    RandomGenerator random = new java.util.SplittableRandom(seed);
    return Stream.generate(() -> mutated(random, valid)).limit(2_000);
  }

  /** Values of any octets, each as one character, the same for the same seed. */
  public static Stream<String> octets(long seed) {
    RandomGenerator random = new java.util.SplittableRandom(seed);
    return Stream.generate(
            () ->
                random
                    .ints(random.nextInt(40), 0, 0x100)
                    .collect(
                        StringBuilder::new,
                        (text, octet) -> text.append((char) octet),
                        StringBuilder::append)
                    .toString())
        .limit(2_000);
  }

  /** Values far longer than any message may be, made of what breaks naive parsers. */
  public static Stream<String> longOnes(List<String> valid) {
    return Stream.concat(
            valid.stream(), Stream.of(",", ";", "=", "\"", "\\", " ", "*", "a-", "(", "0", "%"))
        .flatMap(part -> Stream.of(part, part + ","))
        .map(part -> part.repeat(LONG / part.length()));
  }

  private static String mutated(RandomGenerator random, List<String> valid) {
    StringBuilder text = new StringBuilder(valid.get(random.nextInt(valid.size())));
    for (int mistakes = 1 + random.nextInt(3); mistakes > 0; mistakes--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(4));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, (char) random.nextInt(0x100));
        case 2 -> text.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        case 3 -> text.insert(at, text.substring(at, end));
        case 4 -> text.insert(at, valid.get(random.nextInt(valid.size())));
        default -> text.setLength(at);
      }
    }
    return text.toString();
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

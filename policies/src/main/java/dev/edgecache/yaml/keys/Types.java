package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import dev.edgecache.yaml.values.ByteAmount;
import dev.edgecache.yaml.values.HostPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of values that declared keys are made of. */
public final class Types {

  private static final String UNIT_OF_TIME = "(ms|s|m|h|d)";
  private static final String UNIT_OF_SIZE = "(B|KB|KiB|MB|MiB|GB|GiB)";
  private static final String PERCENTAGE = "[0-9]{1,3}(\\.[0-9]{1,3})?%";

  private Types() {}

  /** Any text with at least one character. */
  public static Type<String> text() {
    return text("text", "text of at least one character", "[\\s\\S]+");
  }

  /**
   * Text of a certain form.
   *
   * @param name its name in reference tables, such as {@code host}
   * @param expectation what messages say is expected, such as {@code a host name}
   * @param regex what the whole text matches, in the syntax that Java and ECMAScript share
   */
  public static Type<String> text(String name, String expectation, String regex) {
    return written(name, expectation, regex, text -> text);
  }

  private static <T> Type<T> written(
      String name, String expectation, String regex, Function<String, T> parse) {
    Pattern anchored = Pattern.compile("^(" + regex + ")$");
    return new ScalarType<>(name, expectation, new ScalarType.Form.Text(anchored), parse);
  }

  /** A whole number from {@code min} to {@code max}. */
  public static Type<Integer> integer(int min, int max) {
    return new ScalarType<>(
        "number",
        "a number from " + min + " to " + max,
        new ScalarType.Form.Whole(min, max),
        Integer::valueOf);
  }

  /** {@code true} or {@code false}. */
  public static Type<Boolean> bool() {
    return new ScalarType<>(
        "boolean",
        "true or false",
        new ScalarType.Form.TrueOrFalse(),
        text -> text.equalsIgnoreCase("true"));
  }

  /** A duration above zero: {@code 60ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}. */
  public static Type<Duration> duration() {
    return written(
        "duration",
        "a duration above zero such as 60ms, 30s, 5m, 24h or 7d",
        "[1-9][0-9]{0,8}" + UNIT_OF_TIME,
        Types::parseDuration);
  }

  /** A duration, {@code 0s} among them. */
  public static Type<Duration> durationOrZero() {
    return written(
        "duration, also 0s",
        "a duration such as 0s, 60ms, 30s, 5m, 24h or 7d",
        "(0|[1-9][0-9]{0,8})" + UNIT_OF_TIME,
        Types::parseDuration);
  }

  private static Duration parseDuration(String text) {
    int digits = digits(text);
    long count = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> throw new IllegalArgumentException("value: " + text + " (expected: a duration)");
    };
  }

  /** A number of bytes above zero: {@code 64KiB}, {@code 1MB}, {@code 1GiB}. */
  public static Type<Long> byteSize() {
    return written(
        "size",
        "a size such as 64KiB, 1MB or 1GiB",
        "[1-9][0-9]{0,8}" + UNIT_OF_SIZE,
        Types::parseSize);
  }

  private static long parseSize(String text) {
    int digits = digits(text);
    long count = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "B" -> count;
      case "KB" -> count * 1_000;
      case "KiB" -> count << 10;
      case "MB" -> count * 1_000_000;
      case "MiB" -> count << 20;
      case "GB" -> count * 1_000_000_000;
      case "GiB" -> count << 30;
      default -> throw new IllegalArgumentException("value: " + text + " (expected: a size)");
    };
  }

  private static int digits(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    return digits;
  }

  /** A percentage from {@code min} to {@code max}, as a share: {@code 40%} is 0.4. */
  public static Type<Double> percentage(int min, int max) {
    return written(
        "percentage from " + min + "% to " + max + "%",
        "a percentage from " + min + "% to " + max + "%",
        PERCENTAGE,
        text -> {
          double percent = Double.parseDouble(text.substring(0, text.length() - 1));
          if (percent < min || percent > max) {
            throw new IllegalArgumentException(
                "value: " + text + " (expected: " + min + "% to " + max + "%)");
          }
          return percent / 100;
        });
  }

  /** A size, or a percentage of a whole: {@code 512MiB}, {@code 40%}. */
  public static Type<ByteAmount> byteAmount() {
    return oneOf(
        byteSize().as(ByteAmount.Bytes::new), percentage(1, 100).as(ByteAmount.Share::new));
  }

  /** One of the constants of an enum, in lower case with dashes. */
  public static <E extends Enum<E>> Type<E> words(Class<E> constants) {
    Map<String, E> byWord = new LinkedHashMap<>();
    for (E constant : constants.getEnumConstants()) {
      byWord.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return words(byWord);
  }

  /** One of these words, each with what it becomes, in the order of the documentation. */
  public static <T> Type<T> words(Map<String, T> byWord) {
    Map<String, T> meanings = new LinkedHashMap<>(byWord);
    List<String> words = List.copyOf(meanings.keySet());
    return new ScalarType<>(
        "word",
        String.join(" or ", words),
        new ScalarType.Form.Words(words),
        word -> {
          T meaning = meanings.get(word);
          if (meaning == null) {
            throw new IllegalArgumentException("value: " + word + " (expected: " + words + ")");
          }
          return meaning;
        });
  }

  /** One word that becomes one value. */
  public static <T> Type<T> word(String word, T meaning) {
    return words(Map.of(word, meaning));
  }

  /** An absolute URL of scheme http or https, without user, query or fragment. */
  public static Type<URI> url() {
    return written(
        "URL",
        "a URL such as https://api.example:8443/base, without user and query",
        "https?://[^\\s/?#@]+(/[^\\s?#]*)?",
        text -> {
          try {
            URI url = new URI(text);
            if (url.getHost() != null) {
              return url;
            }
          } catch (URISyntaxException e) {
            throw new IllegalArgumentException("value: no URL (expected: a URL)", e);
          }
          throw new IllegalArgumentException("value: no host in it (expected: a URL with a host)");
        });
  }

  /** A host and a port: {@code 127.0.0.1:8080}, {@code [::1]:8080}. */
  public static Type<HostPort> hostPort() {
    return written(
        "host:port",
        "host:port such as 127.0.0.1:8080 or [::1]:8080",
        "(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):[0-9]{1,5}",
        HostPort::parse);
  }

  /** A secret, named by where it is kept and never written into the file itself. */
  public static Type<SecretReference> secret() {
    return SecretReference.TYPE;
  }

  /** Any value, as the file has it. */
  public static Type<YamlValue> any() {
    return new AnyType();
  }

  /** The type of all values. */
  static final class AnyType extends Type<YamlValue> {
    @Override
    Optional<YamlValue> read(YamlValue value, Place place, Problems problems) {
      return Optional.of(value);
    }

    @Override
    boolean fits(YamlValue value) {
      return true;
    }

    @Override
    String expectation() {
      return "any value";
    }

    @Override
    String reference() {
      return "any value";
    }

    @Override
    ObjectNode schema(JsonSchema.Definitions definitions) {
      return JsonNodeFactory.instance.objectNode();
    }

    @Override
    List<Type<?>> parts() {
      return List.of();
    }
  }

  /** A list. */
  public static <T> Type<List<T>> listOf(Type<T> item) {
    return new ListType<>(item, ListType.Least.NONE);
  }

  /** A list with at least one item. */
  public static <T> Type<List<T>> nonEmptyListOf(Type<T> item) {
    return new ListType<>(item, ListType.Least.ONE);
  }

  /** A list with at least one item, or just the one item. */
  public static <T> Type<List<T>> oneOrMore(Type<T> item) {
    return oneOf(item.as(List::of), nonEmptyListOf(item));
  }

  /** A mapping from any keys; the order of the file is kept. */
  public static <T> Type<Map<String, T>> mapOf(Type<T> value) {
    return new MapType<>(text("name", "text", "[\\s\\S]*"), value);
  }

  /** A mapping from keys of a type; the order of the file is kept. */
  public static <K, V> Type<Map<K, V>> mapOf(Type<K> key, Type<V> value) {
    return new MapType<>(key, value);
  }

  /** A value in one of several ways to write it; the first that it looks like is read. */
  @SafeVarargs
  public static <T> Type<T> oneOf(Type<? extends T>... choices) {
    List<Type<? extends T>> list = new ArrayList<>();
    for (Type<? extends T> choice : choices) {
      list.add(choice);
    }
    return new OneOfType<>(list);
  }
}

package dev.edgecache.policy.files;

import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.yaml.keys.Type;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The words of HTTP as values of policy files. */
public final class HttpWords {

  private static final String TOKEN = "[-!#$%&'*+.^_`|~0-9A-Za-z]{1,128}";

  private HttpWords() {}

  /** The name of a policy or a route: what logs and metrics show. */
  static Type<String> name() {
    return text("name", "lower-case words joined by dashes", "[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  /** The name of a header field (RFC 9110 §5.1). */
  public static Type<String> fieldName() {
    return text("field name", "a header field name such as Accept-Language", TOKEN);
  }

  /** A method; methods are case-sensitive (RFC 9110 §9.1). */
  public static Type<String> method() {
    return text("method", "a method in capitals such as GET", "[A-Z][A-Z-]{0,31}");
  }

  /** The name of a cookie (RFC 6265 §4.1.1). */
  static Type<String> cookieName() {
    return text("cookie name", "a cookie name", TOKEN);
  }

  /** The name of a query parameter, as it stands in a URL. */
  static Type<String> parameterName() {
    return text("parameter name", "a query parameter name as in a URL", "[^\\s&=#?]{1,128}");
  }

  /** The name of a protocol to which a connection may switch (RFC 9110 §7.8). */
  static Type<String> protocol() {
    return text("protocol", "a protocol name such as websocket", TOKEN)
        .as(name -> name.toLowerCase(Locale.ROOT));
  }

  /** A list without repetitions. */
  static Type<List<String>> distinct(Type<String> item) {
    return listOf(item)
        .as(
            items -> {
              requireDistinct("value", items);
              return items;
            });
  }

  /** Rejects names that differ in nothing but case. */
  static void requireDistinct(String key, Collection<String> names) {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(key + ": " + name + " twice (expected: once)");
      }
    }
  }

  /** A set, written as a list without repetitions. */
  public static Type<Set<String>> set(Type<String> item) {
    return distinct(item).as(Set::copyOf);
  }
}

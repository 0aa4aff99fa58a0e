package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.Origins;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a distribution needs to know beyond the policies.
 *
 * @param name the beginning of the names of all that belongs to it
 * @param hosts the host names of viewers; none if the policies know no others
 * @param tagHeader the field of answers that carries their tags
 * @param sessions what tells sessions apart
 * @param origins where requests go, if that is known
 */
public record EdgeSettings(
    String name,
    List<String> hosts,
    String tagHeader,
    Sessions sessions,
    Optional<Origins> origins) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern HOST =
      Pattern.compile("(?:\\*\\.)?[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** The field that carries tags where nothing else is said. */
  public static final String DEFAULT_TAG_HEADER = "Edge-Cache-Tag";

  /** Settings where nothing is said. */
  public static final EdgeSettings DEFAULT =
      new EdgeSettings(
          "edge-cache",
          List.of(),
          DEFAULT_TAG_HEADER,
          new Sessions(Set.of("edge-session"), Set.of()),
          Optional.empty());

  /** Copies the list; refuses what CloudFront can't take. */
  public EdgeSettings {
    require(NAME, "name", name, "up to 100 letters, digits, - and _");
    hosts.forEach(host -> require(HOST, "host", host, "a host name without port, or *. and one"));
    require(TOKEN, "tag header", tagHeader, "the name of a field");
    hosts = List.copyOf(hosts);
  }

  private static void require(Pattern pattern, String what, String text, String expected) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(what + ": " + text + " (expected: " + expected + ")");
    }
  }

  /**
   * What tells sessions apart.
   *
   * @param cookies the cookies that carry a token
   * @param headers the fields that carry a token or name a client
   */
  public record Sessions(Set<String> cookies, Set<String> headers) {
    /** Copies the sets; refuses what is no name. */
    public Sessions {
      cookies.forEach(name -> require(TOKEN, "session cookie", name, "the name of a cookie"));
      headers.forEach(name -> require(TOKEN, "session header", name, "the name of a field"));
      cookies = Set.copyOf(cookies);
      headers = Set.copyOf(headers);
    }
  }
}

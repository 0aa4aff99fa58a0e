package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.NameForm;
import dev.edgecache.cloudfront.model.Origins;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    NameForm.RESOURCE.require("name", name, "up to 100 letters, digits, - and _");
    hosts.forEach(
        host -> NameForm.HOST.require("host", host, "a host name without port, or *. and one"));
    NameForm.TOKEN.require("tag header", tagHeader, "the name of a field");
    hosts = List.copyOf(hosts);
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
      cookies.forEach(
          name -> NameForm.TOKEN.require("session cookie", name, "the name of a cookie"));
      headers.forEach(
          name -> NameForm.TOKEN.require("session header", name, "the name of a field"));
      cookies = Set.copyOf(cookies);
      headers = Set.copyOf(headers);
    }
  }
}

package dev.edgecache.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What tells two requests of a route apart, beyond scheme, host and path. */
public sealed interface KeyRule {

  /**
   * The whole query is the key, the origin sees the whole request, and Vary tells variants apart: a
   * plain RFC 9111 shared cache.
   */
  record FollowOrigin() implements KeyRule {}

  /**
   * Only what is named here is the key, and of the rest the origin sees nothing but what {@link
   * ForwardRule} names.
   *
   * @param query the query parameters
   * @param headers header fields by name, each with how its value is normalised
   * @param cookies names of cookies whose values are part of the key
   * @param countries groups of viewer countries that get one answer each
   */
  record Named(
      QueryRule query,
      Map<String, HeaderRule> headers,
      Set<String> cookies,
      Optional<CountryGroups> countries)
      implements KeyRule {

    /** Copies the collections. */
    public Named {
      headers = Map.copyOf(headers);
      cookies = Set.copyOf(cookies);
    }
  }

  /** Which query parameters are kept, in the key and towards the origin. */
  sealed interface QueryRule {
    /** All, as they were sent. */
    record All() implements QueryRule {}

    /** Those of these names, sorted by name, values of one name in their order. */
    record Only(Set<String> names) implements QueryRule {
      /** Copies the set. */
      public Only {
        names = Set.copyOf(names);
      }
    }
  }

  /** How the value of a keyed header field is normalised, in the key and towards the origin. */
  sealed interface HeaderRule {
    /** The value as sent, surrounding whitespace removed. */
    record AnyValue() implements HeaderRule {}

    /**
     * The choice that the request prefers: by weight for Accept, Accept-Encoding, Accept-Charset
     * and Accept-Language (RFC 9110 §12.5, RFC 4647 §3.4), by equality without regard to case for
     * other fields; the first choice when nothing matches.
     */
    record OneOf(List<String> choices) implements HeaderRule {
      /** Rejects an empty list. */
      public OneOf {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) {
          throw new IllegalArgumentException("choices: [] (expected: at least one)");
        }
      }
    }
  }

  /**
   * Groups of viewer countries.
   *
   * @param header the request field that carries the ISO 3166-1 alpha-2 country code
   * @param groupOf group name by upper-case country code
   * @param otherwise the group of all other and of unknown countries
   */
  record CountryGroups(String header, Map<String, String> groupOf, String otherwise) {
    /** The field that CloudFront adds. */
    public static final String DEFAULT_HEADER = "CloudFront-Viewer-Country";

    /** Copies the map. */
    public CountryGroups {
      groupOf = Map.copyOf(groupOf);
    }
  }
}

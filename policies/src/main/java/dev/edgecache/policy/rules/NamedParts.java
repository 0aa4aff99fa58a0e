package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.negotiation.Negotiation;
import dev.edgecache.policy.KeyRule;
import dev.edgecache.policy.KeyRule.CountryGroups;
import dev.edgecache.policy.KeyRule.HeaderRule;
import dev.edgecache.policy.KeyRule.QueryRule;
import dev.edgecache.policy.rules.QueryParameters.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a route with a {@link KeyRule.Named} keeps of a request, in the key and towards the origin
 * alike.
 */
final class NamedParts {

  /**
   * A keyed header field.
   *
   * @param name its name
   * @param label its name in lower case, as in the key
   * @param rule how its value is normalised
   */
  record Header(String name, String label, HeaderRule rule) {}

  private final QueryRule query;
  private final List<Header> headers;
  private final List<String> cookies;
  private final Optional<CountryGroups> countries;

  /** The country that stands for its group towards the origin, by group. */
  private final Map<String, String> countryOf = new TreeMap<>();

  NamedParts(KeyRule.Named rule) {
    this.query = rule.query();
    List<Header> unsorted = new ArrayList<>();
    rule.headers()
        .forEach(
            (name, header) ->
                unsorted.add(new Header(name, name.toLowerCase(Locale.ROOT), header)));
    this.headers = unsorted.stream().sorted(Comparator.comparing(Header::label)).toList();
    this.cookies = rule.cookies().stream().sorted().toList();
    this.countries = rule.countries();
    countries.ifPresent(
        groups ->
            new TreeMap<>(groups.groupOf())
                .forEach((country, group) -> countryOf.putIfAbsent(group, country)));
  }

  List<Header> headers() {
    return headers;
  }

  List<String> cookies() {
    return cookies;
  }

  Optional<CountryGroups> countries() {
    return countries;
  }

  /** Adds the parts of a query and of fields to a key, in the order that the rule fixes. */
  void addTo(List<String> parts, @Nullable String sent, Fields fields) {
    switch (query) {
      case QueryRule.All() -> {
        if (sent != null) {
          parts.add("?" + sent);
        }
      }
      case QueryRule.Only(Set<String> names) -> {
        List<Parameter> kept = QueryParameters.kept(sent, names);
        for (int i = 0; i < kept.size(); i++) {
          parts.add("?" + kept.get(i).text());
        }
      }
    }
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      String value = value(header, fields);
      parts.add(value == null ? header.label() : header.label() + ": " + value);
    }
    for (int i = 0; i < cookies.size(); i++) {
      String value = Cookies.value(fields, cookies.get(i));
      parts.add("cookie " + cookies.get(i) + (value == null ? "" : "=" + value));
    }
    countries.ifPresent(groups -> parts.add("country: " + group(groups, fields)));
  }

  /**
   * A request that has exactly these parts.
   *
   * @param bare it without query and fields
   * @param parts what {@link #addTo} added to its key
   */
  RequestHead request(RequestHead bare, List<String> parts) {
    int queries = (int) parts.stream().takeWhile(part -> part.startsWith("?")).count();
    String query =
        queries == 0
            ? null
            : parts.stream()
                .limit(queries)
                .map(part -> part.substring(1))
                .collect(Collectors.joining("&"));
    Fields.Builder fields = Fields.builder();
    Iterator<String> rest = parts.subList(queries, parts.size()).iterator();
    for (Header header : headers) {
      after(header.label() + ": ", rest.next())
          .ifPresent(value -> fields.add(header.name(), value));
    }
    List<String> crumbs = new ArrayList<>();
    for (String cookie : cookies) {
      after("cookie " + cookie + "=", rest.next())
          .ifPresent(value -> crumbs.add(cookie + "=" + value));
    }
    if (!crumbs.isEmpty()) {
      fields.add(FieldNames.COOKIE, String.join("; ", crumbs));
    }
    countries.ifPresent(
        groups ->
            after("country: ", rest.next())
                .flatMap(group -> Optional.ofNullable(countryOf.get(group)))
                .ifPresent(country -> fields.add(groups.header(), country)));
    return new RequestHead(
        bare.method(), bare.scheme(), bare.authority(), bare.path(), query, fields.build());
  }

  /** The value of a part; empty if the part says that there is none. */
  private static Optional<String> after(String prefix, String part) {
    return part.startsWith(prefix)
        ? Optional.of(part.substring(prefix.length()))
        : Optional.empty();
  }

  /** The query that the origin sees: what is kept, and the parameters of these names. */
  @Nullable String query(@Nullable String raw, Set<String> alsoForwarded) {
    return switch (query) {
      case QueryRule.All() -> raw;
      case QueryRule.Only(Set<String> names) -> {
        Set<String> all = names;
        if (!alsoForwarded.isEmpty()) {
          all = new HashSet<>(names);
          all.addAll(alsoForwarded);
        }
        yield QueryParameters.query(QueryParameters.kept(raw, all));
      }
    };
  }

  /** The normalised value of a keyed field; null if the request does not carry it. */
  static @Nullable String value(Header header, Fields request) {
    return switch (header.rule()) {
      case HeaderRule.AnyValue() -> {
        String sent = request.combined(header.name());
        yield sent == null ? null : sent.strip();
      }
      case HeaderRule.OneOf(List<String> choices) ->
          Negotiation.choose(request, header.name(), choices).orElse(choices.getFirst());
    };
  }

  private static String group(CountryGroups groups, Fields request) {
    String country = request.first(groups.header());
    return country == null
        ? groups.otherwise()
        : groups
            .groupOf()
            .getOrDefault(country.strip().toUpperCase(Locale.ROOT), groups.otherwise());
  }

  /** The country that the origin sees in place of the viewer's; null if its group names none. */
  @Nullable String country(CountryGroups groups, Fields request) {
    return countryOf.get(group(groups, request));
  }

  /** A text that is equal for equal rules only. */
  String canonical() {
    StringBuilder text = new StringBuilder();
    switch (query) {
      case QueryRule.All() -> text.append("all;");
      case QueryRule.Only(Set<String> names) ->
          append(text, "query", names.stream().sorted().toList());
    }
    for (Header header : headers) {
      append(
          text,
          header.label(),
          switch (header.rule()) {
            case HeaderRule.AnyValue() -> List.of();
            case HeaderRule.OneOf(List<String> choices) -> choices;
          });
    }
    append(text, "cookies", cookies);
    countries.ifPresent(
        groups -> {
          append(text, "countries", List.of(groups.header(), groups.otherwise()));
          new TreeMap<>(groups.groupOf())
              .forEach((country, group) -> append(text, country, List.of(group)));
        });
    return text.toString();
  }

  private static void append(StringBuilder text, String name, List<String> values) {
    text.append(name.length()).append(':').append(name).append(values.size()).append('(');
    for (String value : values) {
      text.append(value.length()).append(':').append(value);
    }
    text.append(')');
  }
}

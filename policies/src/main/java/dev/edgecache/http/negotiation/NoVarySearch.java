package dev.edgecache.http.negotiation;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.structured.BareItem;
import dev.edgecache.http.structured.Dictionary;
import dev.edgecache.http.structured.InnerList;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.Member;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which differences between queries mean nothing, as an answer says it (No-Vary-Search,
 * draft-ietf-httpbis-no-vary-search).
 *
 * @param order whether the order of parameters of different names counts
 * @param parameters which parameters count
 */
public record NoVarySearch(Order order, Parameters parameters) {

  /** Whether the order of parameters of different names counts. */
  public enum Order {
    /** It does. */
    SIGNIFICANT,
    /** It does not: {@code key-order}. */
    INSIGNIFICANT
  }

  /** Which parameters count; their names are decoded. */
  public sealed interface Parameters {}

  /**
   * All but some: {@code params}.
   *
   * @param names the names of those that do not count; none where all count
   */
  public record AllBut(Set<String> names) implements Parameters {
    /** Copies the set. */
    public AllBut {
      names = Set.copyOf(names);
    }
  }

  /**
   * Some alone: {@code except}.
   *
   * @param names the names of those that count
   */
  public record Only(Set<String> names) implements Parameters {
    /** Copies the set. */
    public Only {
      names = Set.copyOf(names);
    }
  }

  /** Every difference counts: there is no such field, or it is not well-formed. */
  public static final NoVarySearch NONE = new NoVarySearch(Order.SIGNIFICANT, new AllBut(Set.of()));

  private static final Comparator<Parameter> BY_NAME = Comparator.comparing(Parameter::name);

  /** A parameter of a query, decoded. */
  private record Parameter(String name, String value) {

    String text() {
      return encoded(name) + "=" + encoded(value);
    }
  }

  /**
   * What all lines of a response say; {@link #NONE} where anything is not of the type that it must
   * have, or {@code params} and {@code except} are there both. Other members do not count.
   */
  public static NoVarySearch of(Fields response) {
    String value = response.combined(FieldNames.NO_VARY_SEARCH);
    return value == null ? NONE : Dictionary.parse(value).flatMap(NoVarySearch::read).orElse(NONE);
  }

  private static Optional<NoVarySearch> read(Dictionary said) {
    Optional<Order> order =
        said.member("key-order").map(NoVarySearch::order).orElse(Optional.of(Order.SIGNIFICANT));
    Optional<Parameters> parameters = parameters(said.member("params"), said.member("except"));
    return order.flatMap(known -> parameters.map(counted -> new NoVarySearch(known, counted)));
  }

  private static Optional<Order> order(Member keyOrder) {
    return keyOrder instanceof Item(BareItem.Bool(boolean insignificant), var _)
        ? Optional.of(insignificant ? Order.INSIGNIFICANT : Order.SIGNIFICANT)
        : Optional.empty();
  }

  private static Optional<Parameters> parameters(Optional<Member> params, Optional<Member> except) {
    if (params.isPresent() && except.isPresent()) {
      return Optional.empty();
    }
    if (except.isPresent()) {
      return names(except.get()).map(Only::new);
    }
    return params.isPresent()
        ? names(params.get()).map(AllBut::new)
        : Optional.of(new AllBut(Set.of()));
  }

  private static Optional<Set<String>> names(Member member) {
    if (!(member instanceof InnerList list)) {
      return Optional.empty();
    }
    Set<String> names = new TreeSet<>();
    for (Item item : list.items()) {
      if (!(item.value() instanceof BareItem.Str(String name))) {
        return Optional.empty();
      }
      names.add(decoded(name));
    }
    return Optional.of(names);
  }

  /**
   * What counts of a query, in a form that is equal exactly for equivalent queries. Where every
   * difference counts that is the query as it was sent.
   *
   * @param query the query without its question mark; null if there is none, which otherwise is the
   *     same as an empty one
   */
  public @Nullable String normalized(@Nullable String query) {
    if (equals(NONE)) {
      return query;
    }
    List<Parameter> counted = new ArrayList<>();
    for (String piece : query == null ? new String[0] : query.split("&", -1)) {
      if (!piece.isEmpty()) {
        Parameter parameter = parameter(piece);
        if (counts(parameter.name())) {
          counted.add(parameter);
        }
      }
    }
    if (order == Order.INSIGNIFICANT) {
      counted.sort(BY_NAME);
    }
    return counted.stream().map(Parameter::text).collect(Collectors.joining("&"));
  }

  private boolean counts(String name) {
    return switch (parameters) {
      case AllBut(var names) -> !names.contains(name);
      case Only(var names) -> names.contains(name);
    };
  }

  private static Parameter parameter(String piece) {
    int equals = piece.indexOf('=');
    return equals < 0
        ? new Parameter(decoded(piece), "")
        : new Parameter(decoded(piece.substring(0, equals)), decoded(piece.substring(equals + 1)));
  }

  /** This as the field says it, names in order; equal exactly for equal values. */
  public String text() {
    String keyOrder = order == Order.INSIGNIFICANT ? "key-order, " : "";
    return keyOrder
        + switch (parameters) {
          case AllBut(var names) -> "params=" + listed(names);
          case Only(var names) -> "except=" + listed(names);
        };
  }

  private static String listed(Set<String> names) {
    return names.stream()
        .sorted()
        .map(name -> '"' + encoded(name) + '"')
        .collect(Collectors.joining(" ", "(", ")"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What application/x-www-form-urlencoded text stands for; what is no UTF-8 becomes U+FFFD. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
      int low = i + 2 < octets.length ? Character.digit(octets[i + 2], 16) : -1;
      if (octets[i] == '%' && high >= 0 && low >= 0) {
        plain.write(high * 16 + low);
        i += 2;
      } else {
        plain.write(octets[i] == '+' ? ' ' : octets[i]);
      }
    }
    return plain.toString(StandardCharsets.UTF_8);
  }
}

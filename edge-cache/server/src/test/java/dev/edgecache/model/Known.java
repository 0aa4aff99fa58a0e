package dev.edgecache.model;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An answer that the origin gave to a GET, as a cache may know it.
 *
 * @param number its number, and that of the 304 which renewed it last
 * @param target what was asked for
 * @param request the fields of the request that it answers
 * @param status its status
 * @param answer its fields
 * @param at when it was asked for, and came
 */
public record Known(
    String number, String target, Message request, int status, Message answer, Instant at) {

  /** The statuses of RFC 9110 §15.1 whose lifetime may be guessed. */
  private static final Set<Integer> GUESSABLE =
      Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

  private static final Set<String> OF_THE_CONTENT =
      Set.of("content-encoding", "content-length", "content-range", "content-type");

  /** RFC 9111 §3: whether a shared cache may store it. */
  boolean isStorable() {
    boolean sharable =
        request.field("Authorization").isEmpty()
            || answer.says("public")
            || answer.says("s-maxage")
            || answer.says("must-revalidate");
    boolean allowed =
        answer.says("public")
            || answer.says("s-maxage")
            || answer.says("max-age")
            || answer.field("Expires").isPresent()
            || GUESSABLE.contains(status);
    return status >= 200
        && status != 304
        && !request.says("no-store")
        && !answer.says("no-store")
        && !answer.says("private")
        && sharable
        && allowed;
  }

  /** Whether it may be stored and could be used one day without asking. */
  boolean isWorthStoring() {
    return isStorable() && isSelectedBy(request) && lifetime().isPositive();
  }

  boolean isFailure() {
    return status >= 500;
  }

  /** Whether it says that nobody else may have it. */
  boolean isForOne() {
    return request.says("no-store")
        || answer.says("no-store")
        || answer.says("private")
        || (request.field("Authorization").isPresent() && !answer.says("public"));
  }

  /** RFC 9111 §4.1: whether a request selects it. */
  boolean isSelectedBy(Message other) {
    return answer.list("Vary").stream()
        .allMatch(name -> !name.equals("*") && request.field(name).equals(other.field(name)));
  }

  /** Whether both have a Vary, or both have none. */
  boolean variesLike(Known other) {
    return answer.field("Vary").isPresent() == other.answer.field("Vary").isPresent();
  }

  /** RFC 9111 §4.2.1. */
  Duration lifetime() {
    Optional<Long> explicit = answer.seconds("s-maxage").or(() -> answer.seconds("max-age"));
    if (explicit.isPresent()) {
      return Duration.ofSeconds(explicit.get());
    }
    if (answer.field("Expires").isPresent()) {
      return date("Expires")
          .map(expires -> Duration.between(dated(), expires))
          .filter(Duration::isPositive)
          .orElse(Duration.ZERO);
    }
    boolean guessable = GUESSABLE.contains(status) || answer.says("public");
    return date("Last-Modified")
        .filter(_ -> guessable)
        .map(modified -> Duration.between(modified, dated()).dividedBy(10))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /** RFC 9111 §4.2.3, the exchange having taken no time. */
  Duration age(Instant now) {
    Duration apparent = Duration.between(dated(), at);
    Duration said = Duration.ofSeconds(answer.field("Age").map(Long::valueOf).orElse(0L));
    Duration initial = apparent.compareTo(said) > 0 ? apparent : said;
    return initial.plus(Duration.between(at, now));
  }

  /** How long it is stale; zero or less while it is fresh. */
  Duration staleness(Instant now) {
    return age(now).minus(lifetime());
  }

  boolean isFresh(Instant now) {
    return staleness(now).isNegative();
  }

  /** RFC 9111 §4.2.4: whether it says that it must never be used stale. */
  boolean forbidsStale() {
    return answer.says("no-cache")
        || answer.says("must-revalidate")
        || answer.says("proxy-revalidate")
        || answer.says("s-maxage");
  }

  /** RFC 9111 §4.3.4, §3.2: what a 304 makes of it. */
  Known renewed(String by, Message asked, Message notModified, Instant now) {
    Map<String, String> fields = new TreeMap<>(answer.fields());
    fields.remove("age");
    notModified
        .fields()
        .forEach(
            (name, value) -> {
              if (!OF_THE_CONTENT.contains(name)) {
                fields.put(name, value);
              }
            });
    if (notModified.field("Date").isEmpty()) {
      fields.remove("date");
    }
    return new Known(by, target, asked, status, new Message(fields), now);
  }

  /** When the origin made it. */
  Instant dated() {
    return date("Date").orElse(at);
  }

  private Optional<Instant> date(String name) {
    return answer.field(name).flatMap(Known::parsed);
  }

  private static Optional<Instant> parsed(String text) {
    return text.length() == 29
        ? Optional.of(
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(text, Instant::from))
        : Optional.empty();
  }
}

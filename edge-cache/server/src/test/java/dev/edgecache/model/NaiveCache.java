package dev.edgecache.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All answers that an origin gave, in a list, and what RFC 9111 lets a shared cache do with them:
 * of each answer to a client it says whether the cache may give it.
 *
 * <p>Each answer of the origin carries a number, and each 304 another one, so that an answer to a
 * client shows where it came from.
 */
public final class NaiveCache {

  /** The fields of requests by which answers are selected, or may not be stored. */
  private static final Set<String> COUNTING =
      Set.of("accept-language", "foo", "authorization", "cache-control");

  /** RFC 5861 §4: how long a stale answer may replace an error where it does not say so itself. */
  private final Duration staleIfError;

  private final Set<Known> known = new LinkedHashSet<>();
  private final Set<Known> invalid = new HashSet<>();
  private final Map<String, Instant> failures = new HashMap<>();

  /** A model of a cache whose operator lets stale answers replace errors for so long. */
  public NaiveCache(Duration staleIfError) {
    this.staleIfError = staleIfError;
  }

  /**
   * A request of a client.
   *
   * @param id tells it from all others, at the origin too
   * @param fields its fields
   * @param at when it was sent
   */
  public record Asked(String id, String method, String target, Message fields, Instant at) {

    /** This request, as if it asked nothing of caches (RFC 9111 §5.2.1: what it asks is advice). */
    Asked withoutWishes() {
      return new Asked(id, method, target, new Message(Map.of()), at);
    }
  }

  /**
   * What the origin said while a request was answered.
   *
   * @param id the request that it answered
   * @param method the method that it saw
   * @param number the number of an answer or of a 304; empty if it broke off
   * @param status its status; 0 if it broke off
   */
  public record Said(
      String id, String method, String number, int status, Message request, Message fields) {

    boolean isFailure() {
      return status == 0 || status >= 500;
    }

    /** RFC 9111 §4.3.4, §4.3.5: whether its fields renew what is stored. */
    boolean isRenewal() {
      return method.equals("HEAD") ? status == 200 : status == 304;
    }
  }

  /**
   * What the client got.
   *
   * @param number the number of the origin's answer; empty if it has none
   * @param renewal the number of the 304 that renewed it last; empty if none did
   */
  public record Got(int status, String number, String renewal, Message fields, boolean hasContent) {

    private String source() {
      return number + "/" + renewal;
    }
  }

  /**
   * Why a client must not have got what it got; empty if all may have.
   *
   * @param all requests for one target that came at once
   * @param meanwhile what the origin said until all were answered
   * @param got what each of them got
   */
  public Optional<String> observe(List<Asked> all, List<Said> meanwhile, List<Got> got) {
    List<Known> before = List.copyOf(known);
    meanwhile.forEach(said -> learn(all.getFirst(), said));
    Optional<String> problem = Optional.empty();
    for (int i = 0; i < all.size() && problem.isEmpty(); i++) {
      Asked asked = all.get(i);
      problem = judge(asked, meanwhile, got.get(i), before).map(why -> asked.id() + ": " + why);
    }
    meanwhile.forEach(said -> change(all.getFirst(), said));
    return problem;
  }

  private void learn(Asked asked, Said said) {
    if (said.isFailure()) {
      failures.put(asked.target(), asked.at());
    }
    boolean whole = said.method().equals("GET") && said.status() != 304;
    if (whole && said.status() != 0) {
      known.add(
          new Known(
              said.number() + "/",
              asked.target(),
              said.request().only(COUNTING),
              said.status(),
              said.fields(),
              asked.at()));
    }
    if (said.isRenewal()) {
      renew(asked, said);
    }
  }

  private void renew(Asked asked, Said said) {
    for (Known old : List.copyOf(known)) {
      boolean named = old.answer().field("ETag").equals(said.fields().field("ETag"));
      boolean stored = old.isStorable() && !invalid.contains(old);
      if (old.target().equals(asked.target()) && named && stored) {
        String number = old.number().substring(0, old.number().indexOf('/') + 1) + said.number();
        // RFC 9111 §4.3.4: the one that the request gets, and all of the same strong validator.
        known.add(old.renewed(number, said.request().only(COUNTING), said.fields(), asked.at()));
        known.add(old.renewed(number, old.request(), said.fields(), asked.at()));
      }
    }
  }

  /** RFC 9111 §4.4: an answer that is no error to a request that may change something. */
  private void change(Asked asked, Said said) {
    boolean unsafe = !Set.of("GET", "HEAD", "OPTIONS", "TRACE").contains(said.method());
    if (unsafe && said.status() >= 200 && said.status() < 400) {
      known.stream().filter(old -> old.target().equals(asked.target())).forEach(invalid::add);
    }
  }

  private Optional<String> judge(Asked asked, List<Said> meanwhile, Got got, List<Known> before) {
    List<Said> own = meanwhile.stream().filter(said -> said.id().equals(asked.id())).toList();
    boolean failed = meanwhile.stream().anyMatch(Said::isFailure);
    if (got.number().isEmpty()) {
      boolean passedOn = own.stream().anyMatch(said -> said.number().equals(got.renewal()));
      boolean excused = got.status() == 504 && asked.fields().says("only-if-cached");
      return passedOn || excused || failed
          ? Optional.empty()
          : Optional.of("an answer of its own, " + got.status() + ", without a reason");
    }
    if (own.stream().anyMatch(said -> said.status() != 304 && said.number().equals(got.number()))) {
      return Optional.empty();
    }
    if (!asked.method().equals("GET") && !asked.method().equals("HEAD")) {
      return Optional.of(asked.method() + " answered without asking the origin");
    }
    List<Known> candidates =
        known.stream().filter(each -> each.number().equals(got.source())).toList();
    Optional<String> problem = Optional.of("from nowhere: " + got.source());
    for (Known candidate : candidates) {
      problem =
          reuse(asked, own, got, candidate, before)
              .or(() -> newer(asked, own, candidate, before).map(other -> "older than " + other));
      if (problem.isEmpty()) {
        return problem;
      }
    }
    return problem;
  }

  /** RFC 9111 §4: why a stored answer must not be the answer to a request. */
  private Optional<String> reuse(
      Asked asked, List<Said> own, Got got, Known stored, List<Known> before) {
    if (!stored.target().equals(asked.target())) {
      return Optional.of("for " + stored.target() + ", not for " + asked.target());
    }
    if (asked.method().equals("HEAD") && got.hasContent()) {
      return Optional.of("content for HEAD");
    }
    if (!isStatusOf(stored, asked, got)) {
      return Optional.of("status " + got.status() + " in place of " + stored.status());
    }
    boolean validated = own.stream().anyMatch(said -> isRenewalOf(said, stored));
    if (validated) {
      return Optional.empty();
    }
    // RFC 9111 §4: requests are collapsed where the answer may be reused; what came while one
    // waited is as new as an answer of its own.
    boolean collapsed = !before.contains(stored);
    boolean sharedFailure = collapsed && stored.isFailure() && !stored.isForOne();
    if (!sharedFailure && !stored.isStorable()) {
      return Optional.of("stored though " + stored);
    }
    if (!stored.isSelectedBy(asked.fields())) {
      return Optional.of("of another variant: " + stored);
    }
    if (invalid.contains(stored)) {
      return Optional.of("invalidated: " + stored);
    }
    long age = stored.age(asked.at()).toSeconds();
    if (!sharedFailure && !got.fields().field("Age").equals(Optional.of(Long.toString(age)))) {
      return Optional.of("Age " + got.fields().field("Age") + " in place of " + age);
    }
    if (stored.answer().says("no-cache")) {
      return Optional.of("no-cache: " + stored);
    }
    return sharedFailure
            || (collapsed && isUsableUnasked(asked.withoutWishes(), stored))
            || isUsable(asked, own, stored)
        ? Optional.empty()
        : Optional.of("stale by " + stored.staleness(asked.at()) + ": " + stored);
  }

  private static boolean isRenewalOf(Said said, Known stored) {
    return said.status() == 304 && stored.number().endsWith("/" + said.number());
  }

  /** RFC 9110 §13.1.2: a 304 for who has it already. */
  private static boolean isStatusOf(Known stored, Asked asked, Got got) {
    boolean has =
        stored.status() == 200
            && asked.fields().field("If-None-Match").equals(stored.answer().field("ETag"));
    return has ? got.status() == 304 || got.status() == 200 : got.status() == stored.status();
  }

  private boolean isUsable(Asked asked, List<Said> own, Known stored) {
    Instant now = asked.at();
    Duration staleness = stored.staleness(now);
    return isUsableUnasked(asked, stored)
        || (isFailing(asked, own)
            && (stored.isFresh(now)
                || (!stored.forbidsStale() && staleness.compareTo(window(stored)) <= 0)));
  }

  /** RFC 9111 §5.2.1, RFC 5861 §3. */
  private static boolean isUsableUnasked(Asked asked, Known stored) {
    Message wishes = asked.fields();
    Duration staleness = stored.staleness(asked.at());
    Duration age = stored.age(asked.at());
    Optional<Long> maxStale = wishes.seconds("max-stale");
    boolean young = wishes.seconds("max-age").map(most -> age.toSeconds() <= most).orElse(true);
    boolean lasting =
        wishes.seconds("min-fresh").map(least -> -staleness.toSeconds() >= least).orElse(true);
    if (wishes.says("no-cache") || !lasting) {
      return false;
    }
    if (staleness.isNegative()) {
      // RFC 8246 §2: what is immutable need not be validated while it is fresh.
      return young || maxStale.isPresent() || stored.answer().says("immutable");
    }
    boolean accepted = maxStale.map(most -> staleness.toSeconds() <= most).orElse(false);
    boolean whileRevalidating =
        young
            && stored
                .answer()
                .seconds("stale-while-revalidate")
                .map(most -> staleness.toSeconds() <= most)
                .orElse(false);
    return !stored.forbidsStale() && (accepted || whileRevalidating);
  }

  /** RFC 9111 §4.2.4: the origin failed just now, or so lately that it is not asked again. */
  private boolean isFailing(Asked asked, List<Said> own) {
    Instant last = failures.getOrDefault(asked.target(), Instant.MIN);
    return own.stream().anyMatch(Said::isFailure)
        || (own.isEmpty() && last.isAfter(asked.at().minusSeconds(31)));
  }

  private Duration window(Known stored) {
    Duration ifError =
        stored.answer().seconds("stale-if-error").map(Duration::ofSeconds).orElse(staleIfError);
    Duration revalidating =
        Duration.ofSeconds(stored.answer().seconds("stale-while-revalidate").orElse(0L));
    return ifError.compareTo(revalidating) > 0 ? ifError : revalidating;
  }

  /**
   * RFC 9111 §4: of several answers that may be used, the most recent one must be. An error in
   * whose place it is used counts for nothing.
   */
  private Optional<Known> newer(Asked asked, List<Said> own, Known stored, List<Known> before) {
    return before.stream()
        .filter(_ -> own.stream().noneMatch(said -> isRenewalOf(said, stored)))
        .filter(other -> other.target().equals(stored.target()) && !invalid.contains(other))
        .filter(other -> other.isStorable() && other.isSelectedBy(asked.fields()))
        .filter(other -> other.status() < 500 && isStillStored(other, before))
        // Which of several a 304 has renewed does not show.
        .filter(other -> other.number().endsWith("/"))
        // RFC 9111 §4.1: a response with a Vary should go before one without.
        .filter(other -> other.variesLike(stored))
        .filter(other -> other.dated().isAfter(stored.dated()))
        .filter(other -> other.at().isAfter(stored.at()))
        .findFirst();
  }

  /** Whether it was worth storing, and so was all that came after it and may have replaced it. */
  private static boolean isStillStored(Known known, List<Known> before) {
    return before.subList(before.indexOf(known), before.size()).stream()
        .filter(later -> later.target().equals(known.target()))
        .allMatch(Known::isWorthStoring);
  }
}

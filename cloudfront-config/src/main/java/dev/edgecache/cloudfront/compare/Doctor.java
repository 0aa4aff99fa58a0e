package dev.edgecache.cloudfront.compare;

import dev.edgecache.cloudfront.compare.LiveDistribution.Asked;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveBehavior;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveBehavior.PlainHttp;
import dev.edgecache.cloudfront.compare.LiveDistribution.LiveOrigin;
import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.CachePolicy.Codings;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.cloudfront.model.Selection;
import dev.edgecache.http.FieldNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What in a distribution breaks the promises of policies, whoever made it. A distribution may
 * differ from the wanted one and be well.
 */
public final class Doctor {

  /** How long CloudFront keeps errors that name no lifetime, where nothing is said. */
  public static final Duration ERRORS_KEPT_BY_DEFAULT = Duration.ofSeconds(10);

  /** The errors that CloudFront keeps though they say nothing, or not to. */
  private static final List<Integer> ALWAYS_KEPT = List.of(404, 414, 500, 501, 502, 503, 504);

  private final DistributionModel wanted;
  private final LiveDistribution live;
  private final Set<String> ofTheCaches;
  private final List<Complaint> complaints = new ArrayList<>();

  /**
   * Something that breaks a promise.
   *
   * @param subject the pattern of a behaviour, an origin, or {@code distribution}
   * @param problem what goes wrong
   * @param fix what to do
   */
  public record Complaint(String subject, String problem, String fix) {
    @Override
    public String toString() {
      return subject + ": " + problem + ". " + fix;
    }
  }

  private Doctor(DistributionModel wanted, LiveDistribution live) {
    this.wanted = wanted;
    this.live = live;
    this.ofTheCaches = ofTheCaches();
  }

  /** All complaints. */
  public static List<Complaint> examine(DistributionModel wanted, LiveDistribution live) {
    Doctor doctor = new Doctor(wanted, live);
    doctor.tags();
    doctor.errors();
    doctor.origins();
    doctor.behaviors();
    doctor.paths();
    return List.copyOf(doctor.complaints);
  }

  private void complain(String subject, String problem, String fix) {
    Complaint complaint = new Complaint(subject, problem, fix);
    if (!complaints.contains(complaint)) {
      complaints.add(complaint);
    }
  }

  private void tags() {
    String header = wanted.tagHeader();
    if (live.tagHeader().isEmpty()) {
      complain(
          "distribution",
          "no cache tag header: an invalidation of a tag is accepted and does nothing",
          "Set CacheTagConfig to " + header);
    } else if (!live.tagHeader().get().equalsIgnoreCase(header)) {
      complain(
          "distribution",
          "takes tags from " + live.tagHeader().get() + ", but answers carry them in " + header,
          "Send both fields, invalidate all, then change CacheTagConfig");
    }
  }

  private void errors() {
    for (int status : ALWAYS_KEPT) {
      Duration kept = live.errorsKept().getOrDefault(status, ERRORS_KEPT_BY_DEFAULT);
      if (kept.compareTo(Duration.ofSeconds(1)) > 0) {
        complain(
            "distribution",
            "status " + status + " is kept for " + kept.toSeconds() + " s whatever it says",
            "Add a custom error response with an error caching minimum TTL of 0");
      }
    }
  }

  private void origins() {
    for (LiveOrigin origin : live.origins()) {
      String name = origin.domain().toLowerCase(Locale.ROOT);
      if (name.endsWith(".cloudfront.net")) {
        complain(
            origin.domain(),
            "is a distribution itself, such as an edge-optimised API Gateway; CloudFront answers"
                + " 403 beyond two in a row",
            "Use a regional endpoint");
      } else if (name.contains(".execute-api.")) {
        complain(
            origin.domain(),
            "is an API Gateway that CloudFront asks past the caches, and may be an edge-optimised"
                + " one, which is a distribution itself",
            "Let CloudFront ask the caches, and these a regional endpoint");
      }
    }
  }

  /** The behaviours of the caches: those of others are no business of these policies. */
  private void behaviors() {
    for (LiveBehavior behavior : live.all()) {
      if (ofTheCaches.contains(behavior.asking().target())) {
        behavior(behavior);
        live.originsOf(behavior).forEach(origin -> asked(behavior, origin));
      }
    }
  }

  /** How the caches are asked. */
  private void asked(LiveBehavior behavior, LiveOrigin origin) {
    if (!origin.path().isEmpty()) {
      complain(
          origin.domain(),
          "is asked below "
              + origin.path()
              + ": the paths that are invalidated are not those of viewers",
          "Remove the origin path; path-prefix of an origin of the caches does the same");
    }
    if (behavior.cache().keeps()
        && behavior.asking().plainHttp() == PlainHttp.ANSWERED
        && origin.asked() == Asked.AS_VIEWERS_DO) {
      complain(
          behavior.pattern().text(),
          "requests with and without TLS get one answer, and the caches are asked with what the"
              + " first of them had",
          "Redirect viewers to HTTPS, or ask the caches by HTTPS alone");
    }
  }

  private void behavior(LiveBehavior behavior) {
    String subject = behavior.pattern().text();
    if (behavior.cache().times().min().isPositive()) {
      complain(
          subject,
          "least lifetime "
              + behavior.cache().times().min().toSeconds()
              + " s: answers that say private or no-store are kept and shared",
          "Set MinTTL to 0");
    }
    if (behavior.cache().times().byDefault().isPositive()) {
      complain(
          subject,
          "default lifetime "
              + behavior.cache().times().byDefault().toSeconds()
              + " s: answers that name none are kept",
          "Set DefaultTTL to 0");
    }
    if (!behavior.hides(wanted.tagHeader())) {
      complain(
          subject,
          "viewers see the tags of answers in " + wanted.tagHeader(),
          "Remove the field by a response headers policy");
    }
    if (!behavior.forward().sendsAllOfTheViewer()) {
      complain(
          subject,
          "parts of requests are hidden from the caches, whose routes may need them",
          "Send on all fields of viewers, all cookies and the whole query");
    }
    Set<String> sent = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sent.addAll(behavior.forward().added());
    Set<String> missing = new TreeSet<>(wanted.byDefault().forward().added());
    missing.removeIf(
        name -> sent.contains(name) || lower(behavior.cache().headers()).takes(lower(name)));
    if (!missing.isEmpty()) {
      complain(
          subject,
          "CloudFront does not write fields that routes key or forward: "
              + String.join(" ", missing),
          "Name them in the origin request policy");
    }
  }

  /** The origins that are asked for what is kept; all, if nothing is. */
  private Set<String> ofTheCaches() {
    List<PathPattern> kept =
        wanted.behaviors().stream()
            .filter(behavior -> behavior.cache().keeps())
            .map(CacheBehavior::pattern)
            .toList();
    return (kept.isEmpty() ? List.of(PathPattern.ANY) : kept)
        .stream()
            .flatMap(paths -> live.taking(paths).stream())
            .map(behavior -> behavior.asking().target())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What becomes of the paths of each wanted behaviour that no wanted one before it takes. */
  private void paths() {
    List<PathPattern> earlier = new ArrayList<>();
    for (CacheBehavior behavior : wanted.all()) {
      for (LiveBehavior taking : live.taking(behavior.pattern())) {
        boolean takesOnlyEarlier =
            earlier.stream().anyMatch(before -> before.covers(taking.pattern()));
        if (taking.cache().keeps()
            && ofTheCaches.contains(taking.asking().target())
            && !takesOnlyEarlier) {
          kept(behavior, taking);
        }
      }
      earlier.add(behavior.pattern());
    }
  }

  private void kept(CacheBehavior behavior, LiveBehavior taking) {
    String subject = taking.pattern().text();
    String routes = String.join(", ", behavior.why());
    CachePolicy needs = behavior.cache();
    if (!needs.keeps()) {
      complain(
          subject,
          "keeps paths that no route lets it keep: " + behavior.pattern() + " (" + routes + ")",
          behavior.pattern().equals(PathPattern.ANY)
              ? "Keep only what the policies name: set MaxTTL to 0"
              : "Put a behaviour for " + behavior.pattern() + " that keeps nothing before it");
      return;
    }
    Duration max = taking.cache().times().max();
    if (max.compareTo(needs.times().max()) < 0) {
      complain(
          subject,
          "greatest lifetime "
              + max.toSeconds()
              + " s is below lifetime and stale windows of "
              + routes
              + ", which CloudFront cuts without a word",
          "Set MaxTTL to " + needs.times().max().toSeconds());
    }
    missing(subject, "fields", lower(needs.headers()), lower(taking.cache().headers()), routes);
    missing(subject, "cookies", needs.cookies(), taking.cache().cookies(), routes);
    missing(subject, "parameters", needs.query(), taking.cache().query(), routes);
    codings(subject, needs.codings(), taking.cache(), routes);
  }

  /**
   * Some codings in the key make CloudFront ask for answers in these alone. None make it send
   * Accept-Encoding on as it came, and answer all viewers with what one of them accepts.
   */
  private void codings(String subject, Codings needed, CachePolicy cache, String routes) {
    Codings missing = needed.without(cache.codings());
    if (missing.equals(Codings.NONE)
        || lower(cache.headers()).takes(FieldNames.ACCEPT_ENCODING.toLowerCase(Locale.ROOT))) {
      return;
    }
    String names = String.join(" ", names(missing, "br", "gzip"));
    complain(
        subject,
        cache.codings().equals(Codings.NONE)
            ? "viewers get answers of "
                + routes
                + " in content codings that they do not accept; not in the key: codings "
                + names
            : "no viewer gets answers of " + routes + " in the content coding " + names,
        "Set "
            + String.join(
                " and ", names(missing, "EnableAcceptEncodingBrotli", "EnableAcceptEncodingGzip"))
            + " in the cache policy");
  }

  private static List<String> names(Codings codings, String brotli, String gzip) {
    List<String> names = new ArrayList<>();
    if (codings.brotli()) {
      names.add(brotli);
    }
    if (codings.gzip()) {
      names.add(gzip);
    }
    return names;
  }

  private void missing(
      String subject, String what, Selection needed, Selection keyed, String routes) {
    NavigableSet<String> missing = new TreeSet<>();
    switch (needed) {
      case Selection.None() -> {}
      case Selection.Only(var names) ->
          names.stream().filter(name -> !keyed.takes(name)).forEach(missing::add);
      case Selection.All _, Selection.AllExcept _ -> {
        if (!(keyed instanceof Selection.All)) {
          missing.add("all");
        }
      }
    }
    if (!missing.isEmpty()) {
      complain(
          subject,
          "requests that "
              + routes
              + " tells apart get one answer; not in the key: "
              + what
              + " "
              + String.join(" ", missing),
          "Add them to the cache policy");
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Selection lower(Selection headers) {
    return headers instanceof Selection.Only(var names)
        ? Selection.of(names.stream().map(Doctor::lower).collect(Collectors.toUnmodifiableSet()))
        : headers;
  }
}

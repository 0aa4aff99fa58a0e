package dev.edgecache.cloudfront.compare;

import dev.edgecache.cloudfront.compare.LiveDistribution.LiveBehavior;
import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.OriginRequestPolicy;
import dev.edgecache.cloudfront.model.PathPattern;
import dev.edgecache.cloudfront.model.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * In what a distribution is not as the policies want it. What they say nothing of does not count:
 * what origins are, certificates, names of policies, how plain HTTP is answered, and behaviours of
 * others behind which all wanted ones take their paths first.
 */
public final class Differences {

  private static final String ABSENT = "absent";
  private static final String DISTRIBUTION = "distribution";
  private static final String ORIGIN = "origin";

  private Differences() {}

  /** All differences: of the distribution, then of its behaviours in their order. */
  public static List<Difference> between(DistributionModel wanted, LiveDistribution live) {
    List<Difference> differences = new ArrayList<>();
    add(differences, DISTRIBUTION, wantedFacts(wanted), liveFacts(live));
    if (live.behaviors().stream()
        .map(LiveBehavior::pattern)
        .collect(Collectors.toUnmodifiableSet())
        .containsAll(wanted.behaviors().stream().map(CacheBehavior::pattern).toList())) {
      add(
          differences,
          DISTRIBUTION,
          Map.of("order of behaviours", order(wanted)),
          Map.of("order of behaviours", order(wanted, live)));
    }
    for (CacheBehavior behavior : wanted.all()) {
      Optional<LiveBehavior> same =
          live.all().stream()
              .filter(candidate -> candidate.pattern().equals(behavior.pattern()))
              .findFirst();
      String subject = behavior.pattern().text();
      same.ifPresentOrElse(
          found ->
              add(
                  differences,
                  subject,
                  facts(behavior, wanted.tagHeader()),
                  facts(found, wanted.tagHeader())),
          () -> differences.add(new Difference(subject, "behaviour", "present", ABSENT)));
    }
    return differences;
  }

  private static void add(
      List<Difference> differences,
      String subject,
      Map<String, String> wanted,
      Map<String, String> live) {
    wanted.forEach(
        (aspect, value) -> {
          String found = live.getOrDefault(aspect, ABSENT);
          if (!found.equals(value)) {
            differences.add(new Difference(subject, aspect, value, found));
          }
        });
  }

  private static Map<String, String> wantedFacts(DistributionModel wanted) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("tag header", wanted.tagHeader().toLowerCase(Locale.ROOT));
    for (int status : DistributionModel.ERRORS) {
      facts.put("status " + status + " kept for", "0s");
    }
    return facts;
  }

  private static Map<String, String> liveFacts(LiveDistribution live) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "tag header", live.tagHeader().map(name -> name.toLowerCase(Locale.ROOT)).orElse("none"));
    for (int status : DistributionModel.ERRORS) {
      Duration kept = live.errorsKept().getOrDefault(status, Doctor.ERRORS_KEPT_BY_DEFAULT);
      facts.put("status " + status + " kept for", seconds(kept));
    }
    return facts;
  }

  private static String order(DistributionModel wanted) {
    return String.join(
        " ", wanted.behaviors().stream().map(behavior -> behavior.pattern().text()).toList());
  }

  /** The wanted patterns as they stand, with those of others that take paths of later ones. */
  private static String order(DistributionModel wanted, LiveDistribution live) {
    List<PathPattern> missing =
        new ArrayList<>(wanted.behaviors().stream().map(CacheBehavior::pattern).toList());
    List<String> order = new ArrayList<>();
    for (LiveBehavior behavior : live.behaviors()) {
      if (missing.remove(behavior.pattern())
          || missing.stream().anyMatch(behavior.pattern()::meets)) {
        order.add(behavior.pattern().text());
      }
    }
    return String.join(" ", order);
  }

  private static Map<String, String> facts(CacheBehavior behavior, String tagHeader) {
    boolean hides = behavior.removes().contains(tagHeader);
    Map<String, String> facts =
        facts(behavior.cache(), behavior.forward(), hides, tagHeader, behavior.methods().names());
    facts.put(ORIGIN, behavior.target());
    return facts;
  }

  private static Map<String, String> facts(LiveBehavior behavior, String tagHeader) {
    Map<String, String> facts =
        facts(
            behavior.cache(),
            behavior.forward(),
            behavior.hides(tagHeader),
            tagHeader,
            behavior.methods());
    facts.put(ORIGIN, behavior.asking().target());
    return facts;
  }

  private static Map<String, String> facts(
      CachePolicy cache,
      OriginRequestPolicy forward,
      boolean hidesTags,
      String tagHeader,
      Collection<String> methods) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("least lifetime", seconds(cache.times().min()));
    facts.put("default lifetime", seconds(cache.times().byDefault()));
    facts.put("greatest lifetime", seconds(cache.times().max()));
    facts.put("keyed fields", cache.headers().words().toLowerCase(Locale.ROOT));
    facts.put("keyed cookies", cache.cookies().words());
    facts.put("keyed parameters", cache.query().words());
    facts.put("keyed gzip", yesOrNo(cache.codings().gzip()));
    facts.put("keyed brotli", yesOrNo(cache.codings().brotli()));
    facts.put("forwarded fields", forward.headers().words().toLowerCase(Locale.ROOT));
    facts.put("added fields", Selection.of(forward.added()).words().toLowerCase(Locale.ROOT));
    facts.put("forwarded cookies", forward.cookies().words());
    facts.put("forwarded parameters", forward.query().words());
    facts.put("hides " + tagHeader, yesOrNo(hidesTags));
    facts.put("methods", String.join(" ", new TreeSet<>(methods)));
    return facts;
  }

  private static String yesOrNo(boolean is) {
    return is ? "yes" : "no";
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }
}

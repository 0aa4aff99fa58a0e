package dev.edgecache.cloudfront.fake;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distributions of an account, and the rules by which a fake CloudFront invalidates. */
public final class FakeAccount {

  private static final String API = "/2020-05-31/";
  private static final Pattern INVALIDATION =
      Pattern.compile(
          API + "((?:distribution|distribution-tenant)/[^/]+)/invalidation(?:/([^/]+))?");
  private static final Pattern CONFIG = Pattern.compile(API + "(distribution/[^/]+)/config");
  private static final Pattern TENANT = Pattern.compile(API + "(distribution-tenant/[^/]+)");
  private static final String UNSAFE = " <>\"#{}|\\^[]`~";

  private final FakeLimits limits;
  private final InstantSource clock;
  private final FakeRate calls;
  private final FakeRate items;
  private final FakeRate wildcards;
  private final Map<String, Config> distributions = new HashMap<>();
  private final Map<String, String> tenants = new HashMap<>();
  private final Map<String, FakeInvalidation> byId = new LinkedHashMap<>();
  private final List<Consumer<FakeInvalidation>> listeners = new ArrayList<>();

  private record Config(String xml, int version) {
    String etag() {
      return "E" + version;
    }
  }

  /** An account without distributions. */
  public FakeAccount(FakeLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    Instant now = clock.instant();
    this.calls = new FakeRate(limits.callsPerSecond(), limits.callBurst(), now);
    this.items = new FakeRate(limits.itemsPerSecond(), limits.itemsPerSecond(), now);
    this.wildcards =
        new FakeRate(limits.wildcardsPerSecond(), Math.max(1, limits.wildcardsPerSecond()), now);
  }

  /** Adds a distribution, which reads tags from a field or from none. */
  public synchronized FakeAccount distribution(String id, Optional<String> tagHeader) {
    String tags =
        tagHeader
            .map(name -> "<CacheTagConfig><HeaderName>" + name + "</HeaderName></CacheTagConfig>")
            .orElse("");
    return distributionOf(
        id,
        "<DistributionConfig xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">"
            + "<CallerReference>fake</CallerReference><Comment></Comment><Enabled>true</Enabled>"
            + tags
            + "</DistributionConfig>");
  }

  /** Adds a distribution with a configuration in XML. */
  public synchronized FakeAccount distributionOf(String id, String xml) {
    distributions.put("distribution/" + id, new Config(xml, 1));
    return this;
  }

  /** Adds a tenant of a distribution. */
  public synchronized FakeAccount tenant(String id, String distribution) {
    tenants.put("distribution-tenant/" + id, "distribution/" + distribution);
    return this;
  }

  /** Has each new invalidation told to somebody, such as a model of the edge. */
  public synchronized void onInvalidation(Consumer<FakeInvalidation> listener) {
    listeners.add(listener);
  }

  /** All invalidations that were accepted, the first one first. */
  public synchronized List<FakeInvalidation> invalidations() {
    return List.copyOf(byId.values());
  }

  /** Answers a request. */
  public synchronized FakeAnswer answer(
      String method, String path, Optional<String> ifMatch, String body) {
    Matcher invalidation = INVALIDATION.matcher(path);
    if (invalidation.matches()) {
      String place = invalidation.group(1);
      if (!isKnown(place)) {
        return FakeAnswer.error(404, "NoSuchDistribution", place);
      }
      return method.equals("POST")
          ? create(place, body)
          : found(place, Optional.ofNullable(invalidation.group(2)));
    }
    Matcher config = CONFIG.matcher(path);
    if (config.matches()) {
      return method.equals("PUT")
          ? update(config.group(1), ifMatch, body)
          : configOf(config.group(1));
    }
    Matcher tenant = TENANT.matcher(path);
    return tenant.matches() && tenants.containsKey(tenant.group(1))
        ? tenantOf(tenant.group(1))
        : FakeAnswer.error(404, "EntityNotFound", path);
  }

  private boolean isKnown(String place) {
    return distributions.containsKey(place) || tenants.containsKey(place);
  }

  private FakeAnswer configOf(String place) {
    Config config = distributions.get(place);
    return config == null
        ? FakeAnswer.error(404, "NoSuchDistribution", place)
        : FakeAnswer.of(200, config.xml(), Map.of("ETag", config.etag()));
  }

  private FakeAnswer update(String place, Optional<String> ifMatch, String body) {
    Config config = distributions.get(place);
    if (config == null) {
      return FakeAnswer.error(404, "NoSuchDistribution", place);
    }
    if (ifMatch.isEmpty()) {
      return FakeAnswer.error(400, "InvalidIfMatchVersion", "If-Match is missing");
    }
    if (!ifMatch.get().equals(config.etag())) {
      return FakeAnswer.error(412, "PreconditionFailed", "the ETag is " + config.etag());
    }
    Config next = new Config(body, config.version() + 1);
    distributions.put(place, next);
    String id = place.substring(place.indexOf('/') + 1);
    return FakeAnswer.of(
        200,
        "<Distribution><Id>" + id + "</Id><Status>InProgress</Status></Distribution>",
        Map.of("ETag", next.etag()));
  }

  private FakeAnswer tenantOf(String place) {
    String distribution = tenants.getOrDefault(place, "");
    return FakeAnswer.of(
        200,
        "<DistributionTenant><Id>"
            + place.substring(place.indexOf('/') + 1)
            + "</Id><DistributionId>"
            + distribution.substring(distribution.indexOf('/') + 1)
            + "</DistributionId></DistributionTenant>",
        Map.of("ETag", "E1"));
  }

  private FakeAnswer found(String place, Optional<String> id) {
    return id.flatMap(one -> Optional.ofNullable(byId.get(one)))
        .filter(invalidation -> invalidation.place().equals(place))
        .map(invalidation -> FakeAnswer.of(200, invalidation.xml(clock.instant()), Map.of()))
        .orElseGet(() -> FakeAnswer.error(404, "NoSuchInvalidation", id.orElse("")));
  }

  private FakeAnswer create(String place, String body) {
    if (!calls.permits(1, clock.instant())) {
      return FakeAnswer.error(400, "Throttling", "Rate exceeded");
    }
    calls.take(1);
    Optional<Xml> xml = Xml.parse(body);
    if (xml.isEmpty()) {
      return FakeAnswer.error(400, "MissingBody", "no batch");
    }
    List<String> paths = xml.get().texts("Path");
    String reference = xml.get().text("CallerReference").orElse("");
    return wrong(paths, xml.get().text("Quantity").orElse(""))
        .orElseGet(() -> create(place, reference, paths));
  }

  private Optional<FakeAnswer> wrong(List<String> paths, String quantity) {
    if (!quantity.equals(Integer.toString(paths.size()))) {
      return Optional.of(FakeAnswer.error(400, "InconsistentQuantities", quantity));
    }
    if (paths.size() > limits.batch()) {
      return Optional.of(FakeAnswer.error(413, "BatchTooLarge", paths.size() + " items"));
    }
    return paths.stream()
        .filter(path -> !isItem(path))
        .findFirst()
        .map(path -> FakeAnswer.error(400, "InvalidArgument", "Path: " + path));
  }

  private static boolean isItem(String text) {
    if (text.startsWith("#")) {
      return text.length() > 1
          && text.length() <= 257
          && text.substring(1).chars().allMatch(c -> c > 32 && c < 127 && c != ',' && c != '*');
    }
    return text.startsWith("/")
        && text.length() <= 4_000
        && text.chars().allMatch(c -> c > 32 && c < 127 && UNSAFE.indexOf(c) < 0);
  }

  private FakeAnswer create(String place, String reference, List<String> paths) {
    Instant now = clock.instant();
    Optional<FakeInvalidation> before =
        byId.values().stream()
            .filter(other -> other.place().equals(place) && other.reference().equals(reference))
            .filter(other -> now.isBefore(other.created().plus(limits.retention())))
            .reduce((_, latest) -> latest);
    if (before.isPresent()) {
      return before.get().items().equals(paths)
          ? answered(before.get(), now)
          : FakeAnswer.error(400, "InvalidationBatchAlreadyExists", reference);
    }
    long stars = paths.stream().filter(path -> path.startsWith("/") && path.endsWith("*")).count();
    if (!hasRoom(place, paths.size(), stars, now)) {
      return FakeAnswer.error(400, "TooManyInvalidationsInProgress", "too many");
    }
    items.take(paths.size());
    wildcards.take((double) stars);
    FakeInvalidation made =
        new FakeInvalidation(
            "I" + (byId.size() + 1), place, reference, paths, now, now.plus(limits.completion()));
    byId.put(made.id(), made);
    listeners.forEach(listener -> listener.accept(made));
    return answered(made, now);
  }

  private boolean hasRoom(String place, long wanted, long stars, Instant now) {
    List<String> inProgress =
        byId.values().stream()
            .filter(other -> other.place().equals(place) && !other.isCompletedAt(now))
            .flatMap(other -> other.items().stream())
            .toList();
    long starsInProgress =
        inProgress.stream().filter(path -> path.startsWith("/") && path.endsWith("*")).count();
    return items.permits((double) wanted, now)
        && wildcards.permits((double) stars, now)
        && inProgress.size() + wanted <= limits.inProgress()
        && starsInProgress + stars <= limits.wildcardsInProgress();
  }

  private static FakeAnswer answered(FakeInvalidation invalidation, Instant now) {
    return FakeAnswer.of(
        201,
        invalidation.xml(now),
        Map.of("Location", API + invalidation.place() + "/invalidation/" + invalidation.id()));
  }
}

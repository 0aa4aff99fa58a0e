package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.durationUpTo;
import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.url;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.cdn.CdnSettings;
import dev.edgecache.cdn.CdnSettings.Everything;
import dev.edgecache.cdn.CdnSettings.Site;
import dev.edgecache.cdn.CdnSettings.Tags;
import dev.edgecache.cloudfront.invalidation.Budget;
import dev.edgecache.cloudfront.invalidation.Coarsening;
import dev.edgecache.cloudfront.invalidation.Coarsening.Kind;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Limits;
import dev.edgecache.cloudfront.invalidation.Limits.Polling;
import dev.edgecache.cloudfront.invalidation.Limits.Rates;
import dev.edgecache.cloudfront.invalidation.schedule.Schedule;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What a configuration file may say of CloudFront in front of the server. */
final class CloudFrontKeys {

  private static final Type<String> ID = text("id", "an id of CloudFront", "[A-Za-z0-9_-]{1,64}");
  private static final Type<String> HOST = text("host", "a host", "[A-Za-z0-9._:\\[\\]-]{1,255}");
  private static final Type<String> TAG =
      text("tag", "up to 256 visible ASCII characters without comma", "[!-+\\--~]{1,256}");
  private static final Type<String> PATH =
      text("path", "a path such as /v1/products/", "/[!-}]{0,3999}");
  private static final Type<Double> RATE =
      text("rate", "a rate such as 0.5/s", "[0-9]{1,6}(\\.[0-9]{1,3})?/s")
          .as(rate -> Double.parseDouble(rate.substring(0, rate.length() - 2)));
  private static final Type<BigDecimal> DOLLARS =
      text("amount", "an amount such as 0.005 USD", "[0-9]{1,6}(\\.[0-9]{1,6})? USD")
          .as(amount -> new BigDecimal(amount.substring(0, amount.length() - 4)));

  static final ObjectType<CdnSettings> CLOUDFRONT =
      ObjectType.of(
          "cloudfront",
          "CloudFront in front of the server. Credentials come from the default chain of the SDK.",
          keys -> {
            var sites =
                keys.key(
                        "distributions",
                        nonEmptyListOf(
                            oneOf(
                                ID.as(
                                    id ->
                                        new Site(
                                            new Destination.Distribution(id),
                                            Set.of(),
                                            Tags.CHECK)),
                                site())),
                        "The distributions, and tenants of distributions, that are told of"
                            + " invalidations.")
                    .example("[E2EXAMPLE]")
                    .required();
            var tagHeader =
                keys.key(
                        "tag-header",
                        text("field name", "a field name", "[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
                        "The field in which answers tell CloudFront their tags, as the distribution"
                            + " is configured.")
                    .orElse("Edge-Cache-Tag");
            var window =
                keys.key(
                        "window",
                        durationUpTo(Duration.ofMinutes(1)),
                        "How long items are collected before they go out together.")
                    .orElse("1s");
            var drain =
                keys.key(
                        "drain",
                        durationUpTo(Duration.ofMinutes(5)),
                        "How long answers that began before an invalidation are awaited before"
                            + " CloudFront is told.")
                    .orElse("5s");
            var followUp =
                keys.key(
                        "follow-up",
                        durationUpTo(Duration.ofHours(1)),
                        "How long after the first invalidation a second one is made, where an"
                            + " answer from before may have come after the first.")
                    .orElse("10s");
            var everything =
                keys.key(
                        "everything",
                        words(Everything.class),
                        "What an invalidation of everything or of a host does at CloudFront:"
                            + " nothing before lifetimes end, or `/*`, after which all viewers come"
                            + " to the server at once.")
                    .orElse("lifetime");
            var coarser =
                keys.key(
                        "coarser",
                        listOf(kind()),
                        "What stands for several tags of a kind where money is short, or an answer"
                            + " has too many.")
                    .orElse("[]");
            var budget =
                keys.key("budget", budget(), "What may be spent in a calendar month (UTC).")
                    .orElse("{}");
            var limits =
                keys.key("limits", limits(), "How much is asked of CloudFront at once.")
                    .orElse("{}");
            var endpoint =
                keys.key("endpoint", url(), "Where CloudFront's API is, if not at AWS.")
                    .example("http://127.0.0.1:4566")
                    .optional();
            return values -> {
              LimitsSaid said = values.get(limits);
              return new CdnSettings(
                  values.get(sites),
                  values.get(tagHeader),
                  new Schedule.Settings(
                      new Limits(
                          values.get(window),
                          said.batch(),
                          said.rates(),
                          said.inProgress(),
                          said.wildcardsInProgress(),
                          said.polling(),
                          values.get(followUp)),
                      values.get(budget),
                      new Coarsening(values.get(coarser))),
                  values.get(drain),
                  values.get(everything),
                  values.get(endpoint));
            };
          });

  private record LimitsSaid(
      int batch, Rates rates, int inProgress, int wildcardsInProgress, Polling polling) {}

  private CloudFrontKeys() {}

  private static ObjectType<Site> site() {
    return ObjectType.of(
        "cloudfront-site",
        "A distribution, or a tenant of one.",
        keys -> {
          var distribution =
              keys.key("distribution", ID, "The id of a distribution.")
                  .example("E2EXAMPLE")
                  .optional();
          var tenant = keys.key("tenant", ID, "The id of a distribution tenant.").optional();
          var hosts =
              keys.key(
                      "hosts",
                      listOf(HOST),
                      "The hosts that it serves, as requests to this server name them; all if none"
                          + " is named.")
                  .orElse("[]");
          var tags =
              keys.key(
                      "tags",
                      words(Tags.class),
                      "Whether it invalidates by tag: if its configuration, which is read at the"
                          + " start, names the field; in any case; or never.")
                  .orElse("check");
          return values ->
              new Site(
                  destination(values.get(distribution), values.get(tenant)),
                  Set.copyOf(values.get(hosts)),
                  values.get(tags));
        });
  }

  private static Destination destination(Optional<String> distribution, Optional<String> tenant) {
    if (distribution.isPresent() == tenant.isPresent()) {
      throw new IllegalArgumentException("(expected: one of distribution and tenant)");
    }
    return distribution
        .<Destination>map(Destination.Distribution::new)
        .orElseGet(() -> new Destination.Tenant(tenant.orElseThrow()));
  }

  private static ObjectType<Kind> kind() {
    return ObjectType.of(
        "coarser-tag",
        "What stands for several tags of a kind.",
        keys -> {
          var beginning =
              keys.key("tags", TAG, "What the tags of the kind begin with.")
                  .example("\"product:\"")
                  .required();
          var tag =
              keys.key(
                      "tag",
                      TAG,
                      "The tag that all answers with one of them get as well; it goes out instead"
                          + " of several from 80% of the budget on.")
                  .example("products")
                  .required();
          var path =
              keys.key(
                      "path",
                      PATH,
                      "What the paths of all answers with one of them begin with; it goes out"
                          + " instead from 95% of the budget on, and where a distribution does not"
                          + " invalidate by tag.")
                  .example("/v1/products/")
                  .optional();
          var crowd =
              keys.key(
                      "crowd",
                      TAG,
                      "The tag that answers with more than 50 tags carry instead of those of the"
                          + " kind. Each invalidation of one of these then costs one item more.")
                  .example("product-lists")
                  .optional();
          return values ->
              new Kind(values.get(beginning), values.get(tag), values.get(path), values.get(crowd));
        });
  }

  private static ObjectType<Budget> budget() {
    return ObjectType.of(
        "cloudfront-budget",
        "What may be spent on invalidations in a calendar month (UTC) by this server.",
        keys -> {
          var items =
              keys.key(
                      "items",
                      integer(0, Integer.MAX_VALUE),
                      "The most tags, paths and wildcards that go out.")
                  .orElse("100000");
          var free =
              keys.key("free", integer(0, Integer.MAX_VALUE), "Those that cost nothing.")
                  .orElse("1000");
          var price =
              keys.key("price", DOLLARS, "What each further one costs.").orElse("0.005 USD");
          return values -> new Budget(values.get(items), values.get(free), values.get(price));
        });
  }

  private static ObjectType<LimitsSaid> limits() {
    return ObjectType.of(
        "cloudfront-limits",
        "How much is asked of CloudFront at once.",
        keys -> {
          var batch =
              keys.key("batch", integer(1, Limits.GREATEST_BATCH), "Items in one call.")
                  .orElse("1000");
          var calls = keys.key("calls", RATE, "Calls in a second.").orElse("0.5/s");
          var burst =
              keys.key("call-burst", integer(1, 1_000), "Calls at once after a rest.").orElse("5");
          var items = keys.key("items", RATE, "Items in a second.").orElse("150/s");
          var wildcards = keys.key("wildcards", RATE, "Wildcards in a second.").orElse("1/s");
          var inProgress =
              keys.key(
                      "in-progress",
                      integer(1, 1_000_000),
                      "Items of a distribution that are not completed.")
                  .orElse("3000");
          var wildcardsInProgress =
              keys.key(
                      "wildcards-in-progress",
                      integer(1, 100_000),
                      "Wildcards of a distribution that are not completed.")
                  .orElse("15");
          var poll =
              keys.key(
                      "poll",
                      duration(),
                      "When it is first asked whether a batch is completed; then ever more seldom,"
                          + " each minute at least.")
                  .orElse("5s");
          return values ->
              new LimitsSaid(
                  values.get(batch),
                  new Rates(
                      values.get(calls),
                      values.get(burst),
                      values.get(items),
                      values.get(wildcards)),
                  values.get(inProgress),
                  values.get(wildcardsInProgress),
                  new Polling(values.get(poll), Limits.DEFAULTS.polling().longest()));
        });
  }
}

package dev.edgecache.policy.files.examples;

import static dev.edgecache.policy.files.HttpWords.fieldName;
import static dev.edgecache.policy.files.HttpWords.method;
import static dev.edgecache.policy.files.HttpWords.set;
import static dev.edgecache.yaml.keys.Types.any;
import static dev.edgecache.yaml.keys.Types.durationOrZero;
import static dev.edgecache.yaml.keys.Types.integer;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.oneOrMore;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.PurgeRule;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.events.EventValue;
import dev.edgecache.policy.explain.Example;
import dev.edgecache.policy.explain.Expectation;
import dev.edgecache.policy.explain.ExpectedPurge;
import dev.edgecache.policy.explain.ExpectedPurge.Why;
import dev.edgecache.policy.explain.Handling;
import dev.edgecache.yaml.YamlValue;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a file of examples. */
final class ExampleKeys {

  private ExampleKeys() {}

  private static final Type<Fields> HEADERS =
      mapOf(fieldName(), oneOrMore(text())).as(ExampleKeys::fields);

  private static Fields fields(Map<String, List<String>> byName) {
    Fields.Builder fields = Fields.builder();
    byName.forEach((name, values) -> values.forEach(value -> fields.add(name, value)));
    return fields.build();
  }

  private static final ObjectType<RequestHead> REQUEST =
      ObjectType.of(
          "request",
          "The request of a client.",
          keys -> {
            var method = keys.key("method", method(), "The method.").orElse("GET");
            var url =
                keys.key(
                        "url",
                        text(
                            "url",
                            "a URL such as https://api.shop.example/v1/products/7",
                            "https?://[^/?#\\s]+/\\S*"),
                        "The URL; path and query count as they are written.")
                    .example("https://api.shop.example/v1/products/7?currency=EUR")
                    .required();
            var headers =
                keys.key("headers", HEADERS, "The fields, each with one value or a list of lines.")
                    .example("{ Accept-Language: de-AT }")
                    .orElse("{}");
            return values -> request(values.get(method), values.get(url), values.get(headers));
          });

  private static RequestHead request(String method, String url, Fields fields) {
    int authority = url.indexOf("://") + 3;
    int path = url.indexOf('/', authority);
    int query = url.indexOf('?', path);
    return new RequestHead(
        method,
        url.substring(0, authority - 3),
        url.substring(authority, path),
        query < 0 ? url.substring(path) : url.substring(path, query),
        query < 0 ? null : url.substring(query + 1),
        fields);
  }

  private static final ObjectType<ResponseHead> RESPONSE =
      ObjectType.of(
          "response",
          "The origin's answer.",
          keys -> {
            var status = keys.key("status", integer(100, 999), "The status code.").orElse("200");
            var headers =
                keys.key("headers", HEADERS, "The fields, each with one value or a list of lines.")
                    .example("{ Cache-Control: max-age=60 }")
                    .orElse("{}");
            return values -> new ResponseHead(values.get(status), values.get(headers));
          });

  private static final ObjectType<Expectation.Forwarded> FORWARDED =
      ObjectType.of(
          "forwarded",
          "What the origin gets.",
          keys -> {
            var target = keys.key("target", text(), "Path and query.").optional();
            var headers =
                keys.key("headers", mapOf(fieldName(), text()), "Fields that it gets.")
                    .orElse("{}");
            var absent =
                keys.key("absent", set(fieldName()), "Fields that it does not get.").orElse("[]");
            return values ->
                new Expectation.Forwarded(
                    values.get(target), values.get(headers), values.get(absent));
          });

  private static final ObjectType<Expectation> EXPECT =
      ObjectType.of(
          "expect",
          "What should come of it; what is left out may be anything.",
          keys -> {
            var route =
                keys.key("route", text(), "The policy and the route that the request takes.")
                    .example("catalog/product")
                    .optional();
            var decision =
                keys.key(
                        "decision",
                        words(Handling.class),
                        "What becomes of the request; with a response, whether that is stored.")
                    .optional();
            var reason =
                keys.key("reason", words(Storability.Reason.class), "Why it is not stored.")
                    .optional();
            var key =
                keys.key("key", nonEmptyListOf(text()), "The parts of the key in their order.")
                    .optional();
            var forwarded = keys.key("forwarded", FORWARDED, "What the origin gets.").orElse("{}");
            var fresh = keys.key("fresh", durationOrZero(), "The freshness lifetime.").optional();
            var whileRevalidate =
                keys.key(
                        "stale-while-revalidate",
                        durationOrZero(),
                        "How long it is then served while it is refreshed.")
                    .optional();
            var ifError =
                keys.key(
                        "stale-if-error",
                        durationOrZero(),
                        "How long it is then served in place of an error.")
                    .optional();
            var vary =
                keys.key("vary", set(fieldName()), "The fields, in lower case, that select it.")
                    .optional();
            var tags = keys.key("tags", set(text()), "All its tags.").optional();
            return values ->
                new Expectation(
                    values.get(route),
                    values.get(decision),
                    values.get(reason),
                    values.get(key),
                    values.get(forwarded),
                    new Expectation.Stored(
                        values.get(fresh),
                        values.get(whileRevalidate),
                        values.get(ifError),
                        values.get(vary),
                        values.get(tags)));
          });

  private static final ObjectType<ExpectedPurge> PURGES =
      ObjectType.of(
          "purges",
          "What an event or a row should invalidate; what is left out may be anything.",
          keys -> {
            var tags = keys.key("tags", set(text()), "All tags.").optional();
            var urls = keys.key("urls", set(text()), "All URLs.").optional();
            var prefixes = keys.key("prefixes", set(text()), "All prefixes.").optional();
            var mode = keys.key("mode", words(PurgeRule.Mode.class), "The mode.").optional();
            var position =
                keys.key("position", text(), "The text that names the position.").optional();
            return values ->
                new ExpectedPurge.Something(
                    values.get(tags),
                    values.get(urls),
                    values.get(prefixes),
                    values.get(mode),
                    values.get(position));
          });

  private static final Type<Map<String, Optional<String>>> IMAGE =
      mapOf(any()).as(ExampleKeys::image);

  private static final ObjectType<Example.Row> ROW =
      ObjectType.of(
          "row",
          "A change of a row.",
          keys -> {
            var table = keys.key("table", text(), "The schema and the table.").required();
            var before =
                keys.key("before", IMAGE, "The row as it was, by column; none if it is new.")
                    .example("{ id: 42, category: 7 }")
                    .optional();
            var after =
                keys.key("after", IMAGE, "The row as it is, by column; none if it was deleted.")
                    .optional();
            return values ->
                new Example.Row(
                    values.get(table),
                    Stream.of(values.get(before), values.get(after))
                        .flatMap(Optional::stream)
                        .toList());
          });

  private static Map<String, Optional<String>> image(Map<String, YamlValue> columns) {
    Map<String, Optional<String>> image = new LinkedHashMap<>();
    columns.forEach(
        (column, value) ->
            image.put(
                column,
                switch (eventValue(value)) {
                  case EventValue.Text(String text) -> Optional.of(text);
                  case EventValue.Nothing _ -> Optional.empty();
                  case EventValue.Items _, EventValue.Named _ ->
                      throw new IllegalArgumentException(
                          column + ": " + value.shape() + " (expected: a text or a number)");
                }));
    return image;
  }

  private static final Type<EventValue.Named> EVENT = mapOf(any()).as(ExampleKeys::named);

  private static EventValue.Named named(Map<String, YamlValue> entries) {
    Map<String, EventValue> fields = new LinkedHashMap<>();
    entries.forEach((name, value) -> fields.put(name, eventValue(value)));
    return new EventValue.Named(fields);
  }

  private static EventValue eventValue(YamlValue value) {
    return switch (value) {
      case YamlValue.Scalar(_, YamlValue.Kind kind, String text) ->
          switch (kind) {
            case INTEGER -> EventValue.number(new BigDecimal(text));
            case TEXT, NUMBER -> new EventValue.Text(text);
            case BOOLEAN -> new EventValue.Text(text.toLowerCase(Locale.ROOT));
            case NOTHING -> new EventValue.Nothing();
          };
      case YamlValue.Sequence(_, List<YamlValue> items) ->
          new EventValue.Items(items.stream().map(ExampleKeys::eventValue).toList());
      case YamlValue.Mapping(_, List<YamlValue.Entry> entries) -> {
        Map<String, YamlValue> byName = new LinkedHashMap<>();
        entries.forEach(entry -> byName.put(entry.key(), entry.value()));
        yield named(byName);
      }
    };
  }

  private static final ObjectType<Example> EXAMPLE =
      ObjectType.of(
          "example",
          "What comes, and what the policies should do with it: a request with `expect`, and maybe"
              + " an answer to it; or an event or a row with `purges`.",
          keys -> {
            var name = keys.key("name", text(), "What it shows.").required();
            var request = keys.key("request", REQUEST, "The request.").optional();
            var response = keys.key("response", RESPONSE, "The origin's answer.").optional();
            var event =
                keys.key("event", EVENT, "The event with its fields, as in its JSON.")
                    .example("{ type: product.updated, productId: 42 }")
                    .optional();
            var row = keys.key("row", ROW, "The change of a row.").optional();
            var expect = keys.key("expect", EXPECT, "What should come of a request.").optional();
            var purges =
                keys.key(
                        "purges",
                        oneOf(words(Why.class).as(ExpectedPurge.Nothing::new), PURGES),
                        "What an event or a row should invalidate.")
                    .optional();
            keys.exactlyOne(request, event, row);
            keys.exactlyOne(expect, purges);
            return values -> {
              String shown = values.get(name);
              String where = values.position().toString();
              if (values.get(request).isPresent()) {
                return new Example.OfRequest(
                    shown,
                    where,
                    values.get(request).get(),
                    values.get(response),
                    needed("expect", values.get(expect)));
              }
              if (values.get(response).isPresent()) {
                throw new IllegalArgumentException("response: without request (expected: none)");
              }
              ExpectedPurge purge = needed("purges", values.get(purges));
              return values
                  .get(event)
                  .<Example>map(came -> new Example.OfEvent(shown, where, came, purge))
                  .orElseGet(
                      () -> new Example.OfRow(shown, where, needed("row", values.get(row)), purge));
            };
          });

  private static <T> T needed(String key, Optional<T> value) {
    return value.orElseThrow(
        () -> new IllegalArgumentException("name: without " + key + " (expected: with it)"));
  }

  static final ObjectType<List<Example>> EXAMPLES =
      ObjectType.of(
          "examples",
          "Examples of what policies do; they run against the whole set of policies.",
          keys -> {
            var examples = keys.key("examples", listOf(EXAMPLE), "The examples.").required();
            return values -> values.get(examples);
          });
}

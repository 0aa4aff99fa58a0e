package dev.edgecache.policy.events;

import dev.edgecache.policy.path.FieldTemplate;
import dev.edgecache.policy.path.FieldTemplate.Part;
import dev.edgecache.policy.path.PercentEncoding;
import dev.edgecache.policy.rules.Tags;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What templates become with the fields of one event. A list makes one text for each element, and
 * several lists one for each combination.
 */
final class FilledTemplates {

  private final EventValue.Named fields;

  FilledTemplates(EventValue.Named fields) {
    this.fields = fields;
  }

  /** The tags of templates. */
  Set<String> tags(List<FieldTemplate> templates) throws UnusableEventException {
    Set<String> tags = new TreeSet<>();
    for (FieldTemplate template : templates) {
      for (Map<List<String>, String> values : combinations(template)) {
        String tag =
            Tags.normalised(template.filled(field -> values.getOrDefault(field.path(), "")));
        if (tag.length() > Tags.GREATEST_LENGTH) {
          throw new UnusableEventException(
              template
                  + " makes a tag of "
                  + tag.length()
                  + " characters (expected: at most "
                  + Tags.GREATEST_LENGTH
                  + ")");
        }
        tags.add(tag);
      }
    }
    return tags;
  }

  /** The URLs of templates. */
  Set<String> urls(List<FieldTemplate> templates) throws UnusableEventException {
    Set<String> urls = new TreeSet<>();
    for (FieldTemplate template : templates) {
      for (Map<List<String>, String> values : combinations(template)) {
        urls.add(template.filled(inUrl(values)));
      }
    }
    return urls;
  }

  private static Function<Part.Field, String> inUrl(Map<List<String>, String> values) {
    return field -> {
      String value = values.getOrDefault(field.path(), "");
      return switch (field.expansion()) {
        case SIMPLE -> PercentEncoding.encode(value);
        case RESERVED -> PercentEncoding.encodeIllegal(value);
      };
    };
  }

  /** The text of a template; one whose fields have not exactly one value stays as it is written. */
  String text(FieldTemplate template) {
    try {
      List<Map<List<String>, String>> values = combinations(template);
      return values.size() == 1
          ? template.filled(field -> values.getFirst().getOrDefault(field.path(), ""))
          : template.text();
    } catch (UnusableEventException e) {
      return template.text();
    }
  }

  /** All choices of one value for each field of a template. */
  private List<Map<List<String>, String>> combinations(FieldTemplate template)
      throws UnusableEventException {
    Map<List<String>, Set<String>> values = new LinkedHashMap<>();
    long count = 1;
    for (List<String> path : template.fields()) {
      Set<String> found = new LinkedHashSet<>();
      collect(fields, path, 0, found);
      values.put(path, found);
      count *= found.size();
      if (count > EventMapping.MOST) {
        throw new UnusableEventException(
            template + " makes more than " + EventMapping.MOST + " texts");
      }
    }
    List<Map<List<String>, String>> all = List.of(Map.of());
    for (Map.Entry<List<String>, Set<String>> field : values.entrySet()) {
      all =
          all.stream()
              .flatMap(
                  chosen ->
                      field.getValue().stream()
                          .map(
                              value -> {
                                Map<List<String>, String> more = new HashMap<>(chosen);
                                more.put(field.getKey(), value);
                                return more;
                              }))
              .toList();
    }
    return all;
  }

  /** Adds what stands at a path; of a list, what each element has there. */
  private static void collect(EventValue value, List<String> path, int at, Set<String> found)
      throws UnusableEventException {
    switch (value) {
      case EventValue.Items(var items) -> {
        for (EventValue item : items) {
          collect(item, path, at, found);
        }
      }
      case EventValue.Named(var named) when at < path.size() -> {
        EventValue next = named.get(path.get(at));
        if (next == null) {
          throw unusable(path, at + 1, "is missing");
        }
        collect(next, path, at + 1, found);
      }
      case EventValue.Named _ -> throw unusable(path, at, "has fields (expected: a text)");
      case EventValue.Text(String text) when at == path.size() && !text.isEmpty() ->
          found.add(text);
      case EventValue.Text _ ->
          throw unusable(path, at, at < path.size() ? "has no fields" : "is empty");
      case EventValue.Nothing _ -> throw unusable(path, at, "is null");
    }
  }

  private static UnusableEventException unusable(List<String> path, int length, String what) {
    return new UnusableEventException(
        "field " + String.join(".", path.subList(0, length)) + " " + what);
  }
}

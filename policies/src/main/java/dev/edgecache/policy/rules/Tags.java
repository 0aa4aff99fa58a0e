package dev.edgecache.policy.rules;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.structured.BareItem;
import dev.edgecache.http.structured.Item;
import dev.edgecache.http.structured.Member;
import dev.edgecache.http.structured.MemberList;
import dev.edgecache.policy.TagRule;
import dev.edgecache.policy.path.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The tags of an answer: names under which it can be invalidated.
 *
 * <p>A tag is at most {@value #GREATEST_LENGTH} visible ASCII characters in lower case without
 * comma, which CloudFront can take. Path parameters and members of response fields are
 * percent-decoded (parameters only), put in lower case, and whatever is not allowed is
 * percent-encoded in UTF-8, so that an event that names the same product makes the same tag. Cache
 * groups are valid within their origin alone (RFC 9875 §2): their tags begin with {@code group:},
 * scheme and host.
 */
public final class Tags {

  /** The most tags that an answer may have. */
  public static final int GREATEST_COUNT = 500;

  /** The greatest length of a tag, in characters. */
  public static final int GREATEST_LENGTH = 256;

  private Tags() {}

  /**
   * The tags of an answer, sorted; empty if they are too many or one is too long to be kept.
   *
   * @param response the answer's fields as the origin sent them
   */
  public static Optional<Set<String>> of(Match match, Fields response) {
    TagRule rule = match.route().tags();
    Set<String> tags = new TreeSet<>();
    if (!rule.templates().isEmpty()) {
      Map<String, String> parameters = decoded(match.parameters());
      rule.templates().forEach(template -> tags.add(filled(template, parameters)));
    }
    for (String field : rule.fromFields()) {
      if (response.contains(field)) {
        tags.addAll(members(match, field, response));
      }
    }
    return areKeepable(tags) ? Optional.of(Set.copyOf(tags)) : Optional.empty();
  }

  /** The tags that an unsafe request writes, sorted; none if it may write anything. */
  public static Set<String> written(Match match) {
    List<String> templates = match.route().consistency().writes();
    Set<String> tags = new TreeSet<>();
    if (!templates.isEmpty()) {
      Map<String, String> parameters = decoded(match.parameters());
      templates.forEach(template -> tags.add(filled(template, parameters)));
    }
    return tags;
  }

  /**
   * The tag that a template makes of values, such as {@code product:42} of {@code product:{id}}; a
   * parameter without a value stays as it is written.
   *
   * @param values values by parameter, not percent-encoded
   */
  public static String filled(String template, Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
      int close = template.indexOf('}', open);
      if (close < 0) {
        break;
      }
      String value = values.get(template.substring(open + 1, close));
      text.append(template, from, open);
      text.append(value == null ? template.substring(open, close + 1) : value);
      from = close + 1;
    }
    return normalised(text.append(template, from, template.length()).toString());
  }

  /** The tag that a text means: in lower case, with what a tag can't hold percent-encoded. */
  public static String normalised(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder tag = new StringBuilder(lower.length());
    for (byte octet : lower.getBytes(StandardCharsets.UTF_8)) {
      if (octet > ' ' && octet < 0x7F && octet != ',' && octet != '%') {
        tag.append((char) octet);
      } else {
        tag.append(String.format(Locale.ROOT, "%%%02x", octet & 0xFF));
      }
    }
    return tag.toString();
  }

  /** The tag of a cache group of an origin (RFC 9875). */
  public static String group(String scheme, String host, String name) {
    // Groups differ by case, tags do not: upper case is encoded away.
    StringBuilder folded = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      folded.append(c >= 'A' && c <= 'Z' ? "^" : c == '^' ? "^^" : "").append(c);
    }
    return normalised("group:" + scheme + "://" + host + "/" + folded);
  }

  private static Map<String, String> decoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, entry -> PercentEncoding.decode(entry.getValue())));
  }

  private static Collection<String> members(Match match, String field, Fields response) {
    if (Fields.sameName(field, FieldNames.CACHE_GROUPS)) {
      return groups(match, response, field);
    }
    if (Fields.sameName(field, FieldNames.SURROGATE_KEY)) {
      return response.all(field).stream()
          .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
          .filter(key -> !key.isEmpty())
          .map(Tags::normalised)
          .toList();
    }
    return FieldList.members(response, field).stream().map(Tags::normalised).toList();
  }

  /**
   * The tags of the groups that an answer invalidates (RFC 9875 §3).
   *
   * @param response the fields of an answer to an unsafe method
   */
  public static Set<String> invalidatedGroups(Match match, Fields response) {
    return groups(match, response, FieldNames.CACHE_GROUP_INVALIDATION);
  }

  private static Set<String> groups(Match match, Fields response, String field) {
    String value = response.combined(field);
    List<Member> members =
        Optional.ofNullable(value)
            .flatMap(MemberList::parse)
            .map(MemberList::members)
            .orElse(List.of());
    Set<String> tags = new TreeSet<>();
    for (Member member : members) {
      if (!(member instanceof Item item && item.value() instanceof BareItem.Str(String name))) {
        // RFC 9875 §2.1: a member of another type makes the field invalid.
        return Set.of();
      }
      tags.add(group(match.scheme(), match.host(), name));
    }
    return tags;
  }

  private static boolean areKeepable(Set<String> tags) {
    return tags.size() <= GREATEST_COUNT
        && tags.stream().allMatch(tag -> tag.length() <= GREATEST_LENGTH);
  }
}

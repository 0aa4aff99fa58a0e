package dev.edgecache.http.structured;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A List (RFC 9651 §3.1).
 *
 * @param members the members, in order
 */
public record MemberList(List<Member> members) {

  /** Copies the list. */
  public MemberList {
    members = List.copyOf(members);
  }

  /**
   * The list that a field value is, or empty if it is none (RFC 9651 §4.2).
   *
   * @param fieldValue the combined value of all lines of the field
   */
  public static Optional<MemberList> parse(String fieldValue) {
    return Parser.parse(fieldValue, Parser::list);
  }

  /** The list as a field says it; empty for an empty list, which is not sent (RFC 9651 §4.1). */
  public String text() {
    return members.stream().map(Member::text).collect(Collectors.joining(", "));
  }
}

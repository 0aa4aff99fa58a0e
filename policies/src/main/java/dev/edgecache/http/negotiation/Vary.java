package dev.edgecache.http.negotiation;

import dev.edgecache.http.FieldList;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What selects a response besides its URI (RFC 9110 §12.5.5). */
public sealed interface Vary {

  /** Something that no request shows: {@code *}. */
  record Any() implements Vary {}

  /**
   * The request fields that are nominated.
   *
   * @param names their names in lower case, sorted, each once; none without a Vary
   */
  record Names(List<String> names) implements Vary {
    /** Copies the list. */
    public Names {
      names = List.copyOf(names);
    }
  }

  /** What all Vary lines of a response say; a member that is no field name counts as {@code *}. */
  static Vary parse(Fields response) {
    TreeSet<String> names = new TreeSet<>();
    for (String name : FieldList.members(response, FieldNames.VARY)) {
      if (name.equals("*") || !Grammar.isToken(name)) {
        return new Any();
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return new Names(List.copyOf(names));
  }

  /** The fields of a response that nominate that request field too. */
  static Fields nominating(Fields response, String field) {
    List<String> names = FieldList.members(response, FieldNames.VARY);
    boolean nominated =
        names.stream().anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(field));
    return nominated ? response : response.toBuilder().add(FieldNames.VARY, field).build();
  }
}

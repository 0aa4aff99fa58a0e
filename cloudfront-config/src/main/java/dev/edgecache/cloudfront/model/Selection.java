package dev.edgecache.cloudfront.model;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which fields, cookies or query parameters of a request a policy of CloudFront takes. */
public sealed interface Selection {

  /** None. */
  record None() implements Selection {}

  /** All, whatever their names. */
  record All() implements Selection {}

  /** Those of these names. */
  record Only(SortedSet<String> names) implements Selection {
    /** Copies the set. */
    public Only {
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
  }

  /** All but those of these names. */
  record AllExcept(SortedSet<String> names) implements Selection {
    /** Copies the set. */
    public AllExcept {
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
  }

  /** Those of these names; none if there are none. */
  static Selection of(Collection<String> names) {
    return names.isEmpty() ? new None() : new Only(new TreeSet<>(names));
  }

  /** Whether something of a name, with regard to case, is taken. */
  default boolean takes(String name) {
    return switch (this) {
      case None() -> false;
      case All() -> true;
      case Only(var names) -> names.contains(name);
      case AllExcept(var names) -> !names.contains(name);
    };
  }

  /** What either of two takes. */
  default Selection or(Selection other) {
    if (this instanceof None) {
      return other;
    }
    if (other instanceof None) {
      return this;
    }
    if (this instanceof Only(var names) && other instanceof Only(var others)) {
      SortedSet<String> both = new TreeSet<>(names);
      both.addAll(others);
      return new Only(both);
    }
    return new All();
  }

  /** The selection in one line. */
  default String words() {
    return switch (this) {
      case None() -> "none";
      case All() -> "all";
      case Only(var names) -> String.join(" ", names);
      case AllExcept(var names) -> "all except " + String.join(" ", names);
    };
  }
}

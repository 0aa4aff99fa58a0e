package dev.edgecache.yaml.keys;

import java.util.Optional;

/**
 * A declared key of an {@link ObjectType}.
 *
 * @param <V> what its value becomes; an {@code Optional} where the key may be left out
 */
public final class Key<V> {

  /** Whether a file must say the key. */
  sealed interface Presence {
    /** It must. */
    record Required() implements Presence {}

    /** It need not, and then there is no value. */
    record Absent() implements Presence {}

    /** It need not, and then this is its value, written as in a file. */
    record Default(String yaml) implements Presence {}
  }

  /** What documentation tells of a key. */
  record Facts(String name, String description, Optional<String> example, Presence presence) {}

  private final Facts facts;
  private final Type<V> type;
  private final Optional<V> whenAbsent;

  Key(Facts facts, Type<V> type, Optional<V> whenAbsent) {
    this.facts = facts;
    this.type = type;
    this.whenAbsent = whenAbsent;
  }

  /** The name, as files write it. */
  public String name() {
    return facts.name();
  }

  Facts facts() {
    return facts;
  }

  Type<V> type() {
    return type;
  }

  /** The value of a file that does not say the key; nothing if it must. */
  Optional<V> whenAbsent() {
    return whenAbsent;
  }
}

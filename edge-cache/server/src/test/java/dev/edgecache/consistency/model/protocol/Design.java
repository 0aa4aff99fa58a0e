package dev.edgecache.consistency.model.protocol;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A protocol as what it decides.
 *
 * @param choices one of each kind
 */
public record Design(Map<Class<?>, Choice> choices) {
  private static final Design DEFAULT =
      new Design(
          Arrays.stream(Choice.class.getPermittedSubclasses())
              .collect(Collectors.toMap(kind -> kind, kind -> first(kind))));

  private static Choice first(Class<?> kind) {
    return (Choice) kind.getEnumConstants()[0];
  }

  /** The default protocol, but for those choices. */
  public static Design of(Choice... choices) {
    return DEFAULT.with(choices);
  }

  /** This design, but for those choices. */
  public Design with(Choice... others) {
    Map<Class<?>, Choice> changed = new HashMap<>(choices);
    for (Choice other : others) {
      changed.put(other.getClass(), other);
    }
    return new Design(changed);
  }

  <C extends Enum<C> & Choice> C choice(Class<C> kind) {
    return kind.cast(Objects.requireNonNull(choices.get(kind)));
  }

  boolean has(Choice choice) {
    return choices.get(choice.getClass()) == choice;
  }

  boolean hasSession() {
    return !has(Choice.Token.NONE);
  }

  boolean usesPosition() {
    return hasSession() || !(has(Choice.Raises.NOTHING) || has(Choice.Raises.SEQUENCE));
  }

  boolean usesSequence() {
    return has(Choice.Raises.SEQUENCE) || has(Choice.Raises.POSITION_AND_SEQUENCE);
  }
}

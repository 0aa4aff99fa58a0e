package dev.edgecache.origin.choice;

/** The receiver of what becomes of choices. Calls must not block or throw. */
public interface ChoiceObserver {

  /** An observer that tells nobody. */
  ChoiceObserver NONE = new ChoiceObserver() {};

  /** A request goes to its second origin, since the first did not answer it. */
  default void failedOver() {}

  /** A second exchange begins, since the first was slow to bring a head. */
  default void hedged() {}
}

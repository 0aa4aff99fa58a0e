package dev.edgecache.policy.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The choice that a keyed field's value comes down to, out of the choices that a policy names. */
final class HeaderChoice {

  private HeaderChoice() {}

  /**
   * The choice that a request prefers; the first one if it prefers none.
   *
   * @param name the field's name in lower case
   * @param choices what the policy names
   * @param sent the combined value of the request's field; null if there is none
   */
  static String of(String name, List<String> choices, @Nullable String sent) {
    return sent == null ? choices.getFirst() : equal(choices, sent.strip());
  }

  private static String equal(List<String> choices, String sent) {
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(sent)) {
        return choice;
      }
    }
    return choices.getFirst();
  }
}

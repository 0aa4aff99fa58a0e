package dev.edgecache.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What the JSON of an invalidation at the admin port says of how far it has come. */
final class Progress {

  private Progress() {}

  /** Whether it is kept, nothing of it is awaited, and all its targets are done. */
  static boolean isDone(JsonNode invalidation) {
    return isKept(invalidation)
        && !state(invalidation).equals("position_awaited")
        && undone(invalidation) == 0;
  }

  /** Whether it is as durable as the server makes it. */
  static boolean isKept(JsonNode invalidation) {
    return !invalidation.path("kept").asText().equals("not_yet");
  }

  /** All of it in one line for people. */
  static String line(JsonNode invalidation) {
    int undone = undone(invalidation);
    return invalidation.path("id").asText()
        + "  "
        + state(invalidation)
        + (undone == 0 ? "" : ", " + undone + " targets not done")
        + ", "
        + invalidation.path("kept").asText()
        + ", "
        + invalidation.path("mode").asText()
        + ", "
        + invalidation.path("tag_count").asInt()
        + " tags";
  }

  private static String state(JsonNode invalidation) {
    return invalidation.path("state").asText();
  }

  /** The targets that have not done what is theirs. */
  private static int undone(JsonNode invalidation) {
    int undone = 0;
    for (JsonNode target : invalidation.path("targets")) {
      undone += target.path("state").asText().equals("done") ? 0 : 1;
    }
    return undone;
  }
}

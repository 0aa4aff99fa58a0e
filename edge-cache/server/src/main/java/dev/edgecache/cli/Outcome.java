package dev.edgecache.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgecache.invalidation.target.Progress.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the JSON of an invalidation at the admin port says of how far it has come. */
final class Outcome {

  private Outcome() {}

  /** Whether it is kept, nothing of it is awaited, and its targets do nothing more about it. */
  static boolean isOver(JsonNode invalidation) {
    return isKept(invalidation)
        && !invalidation.path("state").asText().equals("position_awaited")
        && targets(invalidation).stream().allMatch(Outcome::isOverAt);
  }

  /** Whether it is over, and no target left some of it undone. */
  static boolean isDone(JsonNode invalidation) {
    return isOver(invalidation)
        && targets(invalidation).stream()
            .noneMatch(target -> state(target).equals(Stage.LEFT_TO_LIFETIME.word()));
  }

  /** Whether it is as durable as the server makes it. */
  static boolean isKept(JsonNode invalidation) {
    return !invalidation.path("kept").asText().equals("not_yet");
  }

  /** All of it in one line for people. */
  static String line(JsonNode invalidation) {
    List<String> words = new ArrayList<>();
    words.add(state(invalidation));
    words.add(invalidation.path("kept").asText());
    words.add(invalidation.path("mode").asText());
    int tags = invalidation.path("tag_count").asInt();
    words.add(tags == 1 ? "1 tag" : tags + " tags");
    targets(invalidation)
        .forEach(target -> words.add(target.path("name").asText() + ": " + state(target)));
    return invalidation.path("id").asText() + "  " + String.join(", ", words);
  }

  private static List<JsonNode> targets(JsonNode invalidation) {
    List<JsonNode> targets = new ArrayList<>();
    invalidation.path("targets").forEach(targets::add);
    return targets;
  }

  private static boolean isOverAt(JsonNode target) {
    return Arrays.stream(Stage.values())
        .anyMatch(stage -> stage.isOver() && stage.word().equals(state(target)));
  }

  private static String state(JsonNode of) {
    return of.path("state").asText();
  }
}

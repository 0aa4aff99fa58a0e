package dev.edgecache.cli.cloudfront;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.cloudfront.compare.Difference;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Differences as people and programs read them. */
final class DifferenceTable {

  private static final Difference HEADING = new Difference("WHERE", "WHAT", "WANTED", "IS");

  private DifferenceTable() {}

  /** A line for each, below a heading. */
  static List<String> lines(List<Difference> differences) {
    int subject = width(differences, Difference::subject);
    int aspect = width(differences, Difference::aspect);
    int wanted = width(differences, Difference::wanted);
    return Stream.concat(Stream.of(HEADING), differences.stream())
        .map(
            row ->
                padded(row.subject(), subject)
                    + padded(row.aspect(), aspect)
                    + padded(row.wanted(), wanted)
                    + row.live())
        .toList();
  }

  /** An object with all. */
  static ObjectNode json(List<Difference> differences) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode array = document.putArray("differences");
    for (Difference difference : differences) {
      array
          .addObject()
          .put("subject", difference.subject())
          .put("aspect", difference.aspect())
          .put("wanted", difference.wanted())
          .put("live", difference.live());
    }
    return document;
  }

  private static int width(List<Difference> differences, Function<Difference, String> column) {
    return Stream.concat(Stream.of(HEADING), differences.stream())
        .map(column)
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length() + 2);
  }
}

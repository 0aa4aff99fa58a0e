package dev.edgecache.policy.explain;

import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.events.EventValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that comes, and what a policy set should do with it. */
public sealed interface Example {

  /** What it shows. */
  String name();

  /** The place in a file that describes it, such as {@code catalog.examples.yaml:3:5}. */
  String where();

  /**
   * A request, and maybe an answer to it.
   *
   * @param response the origin's answer; empty if the example is about the request alone
   * @param expectation what should come of it
   */
  record OfRequest(
      String name,
      String where,
      RequestHead request,
      Optional<ResponseHead> response,
      Expectation expectation)
      implements Example {}

  /** An event, in its envelope or without. */
  record OfEvent(String name, String where, EventValue.Named event, ExpectedPurge expectation)
      implements Example {}

  /** A change of a row. */
  record OfRow(String name, String where, Row row, ExpectedPurge expectation) implements Example {}

  /**
   * A row that changes.
   *
   * @param table the table with its schema
   * @param images the row as it was and as it is: values by column, empty for NULL
   */
  record Row(String table, List<Map<String, Optional<String>>> images) {
    /** Copies the list. */
    public Row {
      images = List.copyOf(images);
    }
  }
}

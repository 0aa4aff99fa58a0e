package dev.edgecache.admin;

import java.util.List;

/** The policies in force, as the admin port sees them. Safe for use by several threads. */
public interface Policies {

  /** What is in force, and what failed since. */
  PolicyStatus status();

  /** Reads the files again and puts them in force if all are right; returns what came of it. */
  PolicyStatus reload();

  /**
   * What the policies in force make of a request.
   *
   * @throws IllegalArgumentException if the request is not one, with a message for its author
   */
  Explained explain(ExplainRequest request);

  /**
   * A request to explain.
   *
   * @param method the method
   * @param url the absolute URL
   * @param fields header field lines, each {@code Name: value}
   */
  record ExplainRequest(String method, String url, List<String> fields) {

    /** Copies the list. */
    public ExplainRequest {
      fields = List.copyOf(fields);
    }
  }

  /**
   * An explanation.
   *
   * @param json maps, lists, texts and numbers
   * @param text the same for people
   */
  record Explained(Object json, String text) {}
}

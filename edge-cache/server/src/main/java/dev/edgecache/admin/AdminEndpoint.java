package dev.edgecache.admin;

import java.util.function.Function;

/**
 * One thing that the admin port answers.
 *
 * @param method the method; GET also answers HEAD
 * @param path the path, compared as a whole; a last segment {@code {item}} stands for any
 * @param access who may ask
 * @param answer the answer, made on a worker thread
 */
public record AdminEndpoint(
    String method, String path, Access access, Function<AdminRequest, AdminAnswer> answer) {

  /** The last segment of a path that stands for any. */
  static final String ITEM = "{item}";

  /** Who may ask. */
  public enum Access {
    /** Anybody who reaches the port. */
    ANYBODY,
    /** Operators only. */
    OPERATORS
  }

  /** An endpoint that operators read. */
  public static AdminEndpoint get(String path, Function<AdminRequest, AdminAnswer> answer) {
    return new AdminEndpoint("GET", path, Access.OPERATORS, answer);
  }

  /** An endpoint by which operators change something. */
  public static AdminEndpoint post(String path, Function<AdminRequest, AdminAnswer> answer) {
    return new AdminEndpoint("POST", path, Access.OPERATORS, answer);
  }

  /** This endpoint, open to anybody. */
  public AdminEndpoint forAnybody() {
    return new AdminEndpoint(method, path, Access.ANYBODY, answer);
  }
}

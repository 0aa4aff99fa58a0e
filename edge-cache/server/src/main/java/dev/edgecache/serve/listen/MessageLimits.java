package dev.edgecache.serve.listen;

import java.util.OptionalLong;

/**
 * The largest request that a listener takes.
 *
 * @param headBytes bytes of all field lines together; more is answered with 431
 * @param fieldLines number of field lines; more is answered with 431
 * @param targetBytes bytes of the request target; more is answered with 414
 * @param bodyBytes bytes of the request body, unlimited if empty; more is answered with 413
 */
public record MessageLimits(
    int headBytes, int fieldLines, int targetBytes, OptionalLong bodyBytes) {

  /** 32 KiB of field lines, 100 lines, a target of 8 KiB, bodies of any length. */
  public static final MessageLimits DEFAULTS =
      new MessageLimits(32 * 1024, 100, 8 * 1024, OptionalLong.empty());

  private static final int MAX_HEAD_BYTES = 1024 * 1024;
  private static final int MAX_FIELD_LINES = 10_000;

  /** Checks that every limit is one that a listener can hold. */
  public MessageLimits {
    within("headBytes", headBytes, 1024, MAX_HEAD_BYTES);
    within("fieldLines", fieldLines, 10, MAX_FIELD_LINES);
    within("targetBytes", targetBytes, 256, MAX_HEAD_BYTES);
    if (bodyBytes.isPresent() && bodyBytes.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "bodyBytes: " + bodyBytes.getAsLong() + " (expected: 0 or more)");
    }
  }

  static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}

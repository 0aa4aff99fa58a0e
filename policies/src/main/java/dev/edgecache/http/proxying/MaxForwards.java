package dev.edgecache.http.proxying;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.RequestHead;
import java.util.OptionalLong;

/**
 * How many more proxies may pass an OPTIONS request on (RFC 9110 §7.6.2). Other methods, and values
 * that are no number, do not count.
 */
public final class MaxForwards {

  private MaxForwards() {}

  /** Whether the request is to be answered by the proxy that it has reached. */
  public static boolean isUsedUp(RequestHead request) {
    return left(request).orElse(1) == 0;
  }

  /** The request as it goes on: one fewer may follow. */
  public static RequestHead counted(RequestHead request) {
    OptionalLong left = left(request);
    return left.isEmpty()
        ? request
        : request.withFields(
            request
                .fields()
                .with(FieldNames.MAX_FORWARDS, Long.toString(Math.max(0, left.getAsLong() - 1))));
  }

  private static OptionalLong left(RequestHead request) {
    String value = request.fields().first(FieldNames.MAX_FORWARDS);
    return value != null && request.method().equals("OPTIONS")
        ? Grammar.digits(value)
        : OptionalLong.empty();
  }
}

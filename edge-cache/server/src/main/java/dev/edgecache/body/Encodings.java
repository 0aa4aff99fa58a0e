package dev.edgecache.body;

import dev.edgecache.http.coding.ContentCoding;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A body's content in content codings. Each is made at most once, by whoever begins it first, and
 * kept as long as the body.
 */
public final class Encodings {

  /** What there is of the content in one coding. */
  public sealed interface Encoding {

    /** Nothing. */
    enum None implements Encoding {
      /** Nobody makes it. */
      NOT_MADE,
      /** Somebody makes it. */
      UNDERWAY,
      /** Nobody should make it again: it would be no smaller. */
      USELESS
    }

    /** All of it. */
    record Made(HeapBody body) implements Encoding {}
  }

  /** Replaced as a whole, under this; read without it. */
  private volatile Map<ContentCoding, Encoding> all = Map.of();

  Encodings() {}

  /** What there is in a coding. */
  public Encoding in(ContentCoding coding) {
    return all.getOrDefault(coding, Encoding.None.NOT_MADE);
  }

  /** Whether the caller is the one to make it, and to end that by {@link #end}. */
  public synchronized boolean begin(ContentCoding coding) {
    if (in(coding) != Encoding.None.NOT_MADE) {
      return false;
    }
    end(coding, Encoding.None.UNDERWAY);
    return true;
  }

  /** Says what came of it. */
  public synchronized void end(ContentCoding coding, Encoding outcome) {
    Map<ContentCoding, Encoding> next = new EnumMap<>(ContentCoding.class);
    next.putAll(all);
    next.put(coding, outcome);
    all = next;
  }

  /** The content in the codings in which there is all of it. */
  Stream<Body> made() {
    return all.values().stream()
        .flatMap(
            encoding ->
                encoding instanceof Encoding.Made(HeapBody body)
                    ? Stream.of(body)
                    : Stream.empty());
  }
}

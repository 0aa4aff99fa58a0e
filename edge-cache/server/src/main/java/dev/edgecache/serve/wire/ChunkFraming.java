package dev.edgecache.serve.wire;

import dev.edgecache.http.Grammar;
import java.nio.ByteBuffer;

/**
 * The place within one chunked body (RFC 9112 §7.1), moved on by each octet that arrives. Undertow
 * skips what it does not expect there; another reader of the same octets might find a request in
 * it. So nothing passes here that the grammar does not have.
 */
final class ChunkFraming {

  /** The octets that all chunk extensions of a body may take together (RFC 9112 §7.1.1). */
  static final int MAX_EXTENSION_BYTES = 4096;

  /** Digits that always fit a long. */
  private static final int MAX_SIZE_DIGITS = 15;

  private enum State {
    SIZE,
    SPACE_AFTER_SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LINE_START,
    FIELD_NAME,
    FIELD_VALUE,
    FIELD_LF,
    LAST_LF,
    ENDED,
    MALFORMED
  }

  private final int maxTrailerBytes;
  private final int maxTrailerLines;
  private State state = State.SIZE;
  private int digits;
  private long size;
  private int extensionBytes;
  private int trailerBytes;
  private int trailerLines;

  /**
   * A body from its first octet on, whose trailer section has no more bytes and lines than that.
   */
  ChunkFraming(int maxTrailerBytes, int maxTrailerLines) {
    this.maxTrailerBytes = maxTrailerBytes;
    this.maxTrailerLines = maxTrailerLines;
  }

  /** Whether the last octet of the body has come. */
  boolean isEnded() {
    return state == State.ENDED;
  }

  /** Whether an octet came that can't stand there. */
  boolean isMalformed() {
    return state == State.MALFORMED;
  }

  /**
   * Moves on over these octets, up to the end of the body or the first one that can't stand there.
   */
  void accept(ByteBuffer octets) {
    while (octets.hasRemaining() && state != State.ENDED && state != State.MALFORMED) {
      if (state == State.DATA) {
        int count = (int) Math.min(size, octets.remaining());
        octets.position(octets.position() + count);
        size -= count;
        state = size == 0 ? State.DATA_CR : State.DATA;
      } else {
        state = after(octets.get());
      }
    }
  }

  private State after(byte octet) {
    return switch (state) {
      case SIZE -> afterSize(octet);
      case SPACE_AFTER_SIZE -> isSpace(octet) ? extension(state) : only(';', octet, extension());
      case EXTENSION -> inLine(octet, extension(), State.SIZE_LF);
      case SIZE_LF -> only('\n', octet, size == 0 ? State.LINE_START : State.DATA);
      case DATA_CR -> only('\r', octet, State.DATA_LF);
      case DATA_LF -> only('\n', octet, nextChunk());
      case LINE_START -> octet == '\r' ? State.LAST_LF : afterName(octet, ++trailerLines);
      case FIELD_NAME -> octet == ':' ? trailer(State.FIELD_VALUE) : afterName(octet, trailerLines);
      case FIELD_VALUE -> inLine(octet, trailer(State.FIELD_VALUE), State.FIELD_LF);
      case FIELD_LF -> only('\n', octet, State.LINE_START);
      case LAST_LF -> only('\n', octet, State.ENDED);
      case DATA, ENDED, MALFORMED -> state;
    };
  }

  private State afterSize(byte octet) {
    int digit = Character.digit(octet, 16);
    if (digit >= 0 && digits < MAX_SIZE_DIGITS) {
      digits++;
      size = size * 16 + digit;
      return State.SIZE;
    }
    if (digits == 0 || digit >= 0) {
      return State.MALFORMED;
    }
    if (isSpace(octet)) {
      return extension(State.SPACE_AFTER_SIZE);
    }
    return octet == ';' ? extension() : only('\r', octet, State.SIZE_LF);
  }

  private State nextChunk() {
    digits = 0;
    size = 0;
    return State.SIZE;
  }

  private State extension() {
    return extension(State.EXTENSION);
  }

  private State extension(State next) {
    return ++extensionBytes > MAX_EXTENSION_BYTES ? State.MALFORMED : next;
  }

  /** A field line begins with a name: white space would continue the line before it. */
  private State afterName(byte octet, int lines) {
    return Grammar.isTokenChar((char) (octet & 0xFF)) && lines <= maxTrailerLines
        ? trailer(State.FIELD_NAME)
        : State.MALFORMED;
  }

  private State trailer(State next) {
    return ++trailerBytes > maxTrailerBytes ? State.MALFORMED : next;
  }

  /** Within a line there are no controls but the tab, and it ends with CR and LF. */
  private static State inLine(byte octet, State same, State lineFeed) {
    boolean control = (octet >= 0 && octet < ' ' && octet != '\t') || octet == 0x7F;
    if (!control) {
      return same;
    }
    return only('\r', octet, lineFeed);
  }

  private static State only(char expected, byte octet, State next) {
    return octet == expected ? next : State.MALFORMED;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}

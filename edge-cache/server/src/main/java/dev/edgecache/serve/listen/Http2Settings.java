package dev.edgecache.serve.listen;

/**
 * What a listener tells its HTTP/2 clients (RFC 9113 §6.5.2).
 *
 * @param concurrentStreams requests that one connection may have under way
 * @param windowBytes bytes of each request body that a client may send ahead
 */
public record Http2Settings(int concurrentStreams, int windowBytes) {

  /** 128 streams, 64 KiB ahead. */
  public static final Http2Settings DEFAULTS = new Http2Settings(128, 65_535);

  /** Checks that the settings are possible. */
  public Http2Settings {
    MessageLimits.within("concurrentStreams", concurrentStreams, 1, 100_000);
    MessageLimits.within("windowBytes", windowBytes, 16_384, Integer.MAX_VALUE);
  }
}

package dev.edgecache.serve.listen;

import java.time.Duration;

/**
 * How many connections a listener holds, and how long each may keep it waiting.
 *
 * @param connections open connections at a time; further ones wait in the system's backlog
 * @param idle how long a connection may stay open without a request
 * @param requestHead how long a request head, and a TLS handshake, may take from its first byte
 * @param read how long the next bytes of a request body may take
 * @param write how long a client may take less than 8 KiB of its response
 */
public record ConnectionLimits(
    int connections, Duration idle, Duration requestHead, Duration read, Duration write) {

  private static final Duration LONGEST = Duration.ofDays(1);

  /** 20000 connections, idle for 60 s, a head in 10 s, body bytes each 30 s, either way. */
  public static final ConnectionLimits DEFAULTS =
      new ConnectionLimits(
          20_000,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  /** Checks that every limit is one that a listener can hold. */
  public ConnectionLimits {
    MessageLimits.within("connections", connections, 1, 1_000_000);
    timeout("idle", idle);
    timeout("requestHead", requestHead);
    timeout("read", read);
    timeout("write", write);
  }

  private static void timeout(String name, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 1 ms to " + LONGEST.toHours() + " h)");
    }
  }
}

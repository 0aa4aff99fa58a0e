package dev.edgecache.origin;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How one origin is reached and what is expected of it.
 *
 * @param url {@code http} or {@code https}, a host, perhaps a port, nothing else
 * @param host the value of {@code Host} on each request; empty: the authority of the request
 * @param pathPrefix what stands before each path: empty, or a path that begins but does not end
 *     with a slash
 * @param tls how an {@code https} origin proves itself; unused for {@code http}
 * @param added fields added to each request in place of those of the same name
 * @param timeouts how long things may take
 * @param connections limits of the connection pool
 * @param headLimits limits of a response head
 * @param breaker when to stop asking
 * @param retries how much of the load may be repetition
 * @param health how its health is found out, and how it comes back
 */
public record OriginSettings(
    URI url,
    Optional<String> host,
    String pathPrefix,
    OriginTlsSettings tls,
    List<AddedField> added,
    Timeouts timeouts,
    Connections connections,
    HeadLimits headLimits,
    Breaker breaker,
    Retries retries,
    HealthRule health) {

  /** Rejects a URL that is more than an origin and a prefix that is not one. */
  public OriginSettings {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    String path = url.getRawPath();
    require(
        (scheme.equals("http") || scheme.equals("https"))
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && (path == null || path.isEmpty() || path.equals("/"))
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getPort() <= 65535
            && url.getPort() != 0,
        "url",
        url,
        "http://host[:port] or https://host[:port]");
    require(
        pathPrefix.isEmpty() || pathPrefix.matches("(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+"),
        "pathPrefix",
        pathPrefix,
        "empty, or a path such as /api");
    if (host.isPresent()) {
      require(
          host.get().matches("[A-Za-z0-9._~\\-\\[\\]:%]+"),
          "host",
          host.get(),
          "a host name, perhaps with a port");
    }
    added = List.copyOf(added);
  }

  /** The settings for an origin about which only its URL is known. */
  public static OriginSettings of(URI url) {
    return new OriginSettings(
        url,
        Optional.empty(),
        "",
        OriginTlsSettings.DEFAULT,
        List.of(),
        Timeouts.DEFAULT,
        Connections.DEFAULT,
        HeadLimits.DEFAULT,
        Breaker.DEFAULT,
        Retries.DEFAULT,
        HealthRule.DEFAULT);
  }

  /** These settings with other timeouts. */
  public OriginSettings withTimeouts(Timeouts others) {
    return new OriginSettings(
        url,
        host,
        pathPrefix,
        tls,
        added,
        others,
        connections,
        headLimits,
        breaker,
        retries,
        health);
  }

  /** These settings with other connection limits. */
  public OriginSettings withConnections(Connections others) {
    return new OriginSettings(
        url, host, pathPrefix, tls, added, timeouts, others, headLimits, breaker, retries, health);
  }

  /** These settings with other TLS settings. */
  public OriginSettings withTls(OriginTlsSettings others) {
    return new OriginSettings(
        url,
        host,
        pathPrefix,
        others,
        added,
        timeouts,
        connections,
        headLimits,
        breaker,
        retries,
        health);
  }

  /** These settings with another circuit breaker. */
  public OriginSettings withBreaker(Breaker others) {
    return new OriginSettings(
        url,
        host,
        pathPrefix,
        tls,
        added,
        timeouts,
        connections,
        headLimits,
        others,
        retries,
        health);
  }

  /** These settings with another budget for retries. */
  public OriginSettings withRetries(Retries others) {
    return new OriginSettings(
        url,
        host,
        pathPrefix,
        tls,
        added,
        timeouts,
        connections,
        headLimits,
        breaker,
        others,
        health);
  }

  /** These settings with other rules of health. */
  public OriginSettings withHealth(HealthRule others) {
    return new OriginSettings(
        url,
        host,
        pathPrefix,
        tls,
        added,
        timeouts,
        connections,
        headLimits,
        breaker,
        retries,
        others);
  }

  /** These settings, as the health checks of this origin need them. */
  public OriginSettings forChecks(Duration timeout) {
    return new OriginSettings(
        url,
        host,
        "",
        tls,
        added,
        new Timeouts(timeout, timeout, timeout, timeout, timeout),
        new Connections(1, 1, timeout, connections.idle()),
        headLimits,
        breaker,
        retries,
        HealthRule.DEFAULT);
  }

  /** Whether connections are encrypted. */
  public boolean secure() {
    return url.getScheme().equalsIgnoreCase("https");
  }

  /** The host name or address to connect to, without the brackets of an IPv6 address. */
  public String connectHost() {
    String name = url.getHost();
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }

  /** The port to connect to. */
  public int port() {
    return url.getPort() != -1 ? url.getPort() : secure() ? 443 : 80;
  }

  /**
   * A field that is added to each request; its value is a secret.
   *
   * @param name the field name
   * @param value asked for each request, so that a secret may change; must not block
   */
  public record AddedField(String name, Supplier<String> value) {

    /** Rejects what is no field name, and fields that belong to the message framing. */
    public AddedField {
      require(Syntax.isToken(name), "name", name, "a field name");
      require(
          !Set.of("host", "content-length", "transfer-encoding", "connection")
              .contains(name.toLowerCase(Locale.ROOT)),
          "name",
          name,
          "a field other than Host, Connection and those of message framing");
    }

    /** The name only. */
    @Override
    public String toString() {
      return name + ": ***";
    }
  }

  /**
   * How long things may take.
   *
   * @param connect from the first wish for a new connection until it can be used: name, TCP, TLS
   * @param responseHead from the end of the request until the final response head
   * @param betweenBytes the longest pause while bytes are wanted from the origin, or it is to take
   *     some; a pause that the other side of the cache makes does not count
   * @param total from the beginning of the exchange to the last byte of the response
   * @param tunnelIdle the longest silence in both directions of an upgraded connection
   */
  public record Timeouts(
      Duration connect,
      Duration responseHead,
      Duration betweenBytes,
      Duration total,
      Duration tunnelIdle) {

    /** Two seconds to connect, thirty for a head and between bytes, a day in all. */
    public static final Timeouts DEFAULT =
        new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofDays(1),
            Duration.ofMinutes(10));

    /** Rejects durations that are not positive or exceed a year. */
    public Timeouts {
      requirePositive(connect, "connect");
      requirePositive(responseHead, "responseHead");
      requirePositive(betweenBytes, "betweenBytes");
      requirePositive(total, "total");
      requirePositive(tunnelIdle, "tunnelIdle");
    }
  }

  /**
   * Limits of the connections to one origin.
   *
   * @param max the most connections open at once
   * @param maxPending the most exchanges that wait for one
   * @param pendingTimeout the longest that an exchange waits for one
   * @param idle how long an unused connection is kept
   */
  public record Connections(int max, int maxPending, Duration pendingTimeout, Duration idle) {

    /** 256 connections, 1024 waiting for five seconds at most, a minute idle. */
    public static final Connections DEFAULT =
        new Connections(256, 1024, Duration.ofSeconds(5), Duration.ofMinutes(1));

    /** Rejects an empty pool, a negative queue, and durations that are not positive. */
    public Connections {
      require(max >= 1, "max", max, "1 or more");
      require(maxPending >= 0, "maxPending", maxPending, "0 or more");
      requirePositive(pendingTimeout, "pendingTimeout");
      requirePositive(idle, "idle");
    }
  }

  /**
   * Limits of a response head, and likewise of a trailer section.
   *
   * @param maxBytes the most bytes of all field lines
   * @param maxFields the most field lines
   */
  public record HeadLimits(int maxBytes, int maxFields) {

    /** 32 KiB in 100 lines. */
    public static final HeadLimits DEFAULT = new HeadLimits(32 * 1024, 100);

    /** Rejects limits that would refuse every response. */
    public HeadLimits {
      require(maxBytes >= 1024, "maxBytes", maxBytes, "1024 or more");
      require(maxFields >= 10, "maxFields", maxFields, "10 or more");
    }
  }

  /**
   * When to stop asking an origin that fails.
   *
   * @param failureShare the share of failed exchanges, above 0 and at most 1, that opens it
   * @param window the number of last exchanges that count
   * @param minimum the number of exchanges below which the share opens nothing
   * @param consecutive the number of failures in a row that opens it
   * @param openFor how long it stays open before some exchanges are let through to try; doubled
   *     with each time that follows soon upon the last
   * @param statuses the response statuses that count as failures
   */
  public record Breaker(
      double failureShare,
      int window,
      int minimum,
      int consecutive,
      Duration openFor,
      Set<Integer> statuses) {

    /** Half of the last 100, at least 20, or ten in a row; five seconds; 502, 503 and 504. */
    public static final Breaker DEFAULT =
        new Breaker(0.5, 100, 20, 10, Duration.ofSeconds(5), Set.of(502, 503, 504));

    /** Rejects a share outside its range, an empty window, and a minimum beyond the window. */
    public Breaker {
      require(failureShare > 0 && failureShare <= 1, "failureShare", failureShare, "0 < n <= 1");
      require(window >= 1, "window", window, "1 or more");
      require(minimum >= 1 && minimum <= window, "minimum", minimum, "1 to " + window);
      require(consecutive >= 1, "consecutive", consecutive, "1 or more");
      requirePositive(openFor, "openFor");
      statuses = Set.copyOf(statuses);
    }
  }

  /**
   * How much of the load may be repetition: each exchange earns its share of a retry.
   *
   * @param share retries for each exchange, 0 to 1; 0 forbids them
   * @param burst the most retries that can be saved up, at least 1; so many are there at first
   */
  public record Retries(double share, int burst) {

    /** One retry for ten exchanges, ten saved up at most. */
    public static final Retries DEFAULT = new Retries(0.1, 10);

    /** Rejects a share outside its range. */
    public Retries {
      require(share >= 0 && share <= 1, "share", share, "0 to 1");
      require(burst >= 1, "burst", burst, "1 or more");
    }
  }

  static void requirePositive(Duration duration, String name) {
    require(
        duration.isPositive() && duration.compareTo(Duration.ofDays(366)) < 0,
        name,
        duration,
        "longer than zero, at most 366 days");
  }

  static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}

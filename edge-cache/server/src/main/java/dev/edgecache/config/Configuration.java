package dev.edgecache.config;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.cdn.CdnSettings;
import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.config.sources.WebhookPlaces;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.origin.Site;
import dev.edgecache.origin.choice.Rollout;
import dev.edgecache.positions.PositionSettings;
import dev.edgecache.refresh.RefreshSettings;
import dev.edgecache.serve.ProxySettings;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.session.SessionSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a server is told when it starts.
 *
 * @param listeners where viewers are served; at least one
 * @param admin the admin port; empty for none
 * @param policies a policy file, or the folder that holds them
 * @param origins where answers come from
 * @param positions where positions of the databases behind the origins come from, where it is said
 * @param sessions how sessions see their own writes; empty if none are kept
 * @param cloudfront CloudFront in front of this server, if it is told of invalidations
 * @param sources by name, what sends invalidations by itself
 * @param memory bytes for stored responses, overhead included
 * @param proxy how requests are taken and passed on
 * @param accessLog where the access log goes
 * @param data the folder of the invalidation log; empty to keep it in memory
 * @param region the name of the region that this server is in; empty if there is only one
 * @param drain how long answers under way may take to finish when the server stops
 */
public record Configuration(
    List<ListenerSettings> listeners,
    Optional<AdminSettings> admin,
    Path policies,
    OriginsSettings origins,
    Optional<PositionSettings> positions,
    Optional<SessionSettings> sessions,
    Optional<CdnSettings> cloudfront,
    Map<String, SourceSettings> sources,
    long memory,
    ProxySettings proxy,
    AccessLogSettings accessLog,
    Optional<Path> data,
    Optional<String> region,
    Duration drain) {

  /** How long answers may take to finish where nothing else is said. */
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

  /** How long a replica is assumed to lag at most, where nothing else is said of positions. */
  public static final Duration ASSUMED_LAG = Duration.ofSeconds(5);

  /** Rejects no listener, one address for two purposes, and no memory. */
  public Configuration {
    listeners = List.copyOf(listeners);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("listen: [] (expected: at least one listener)");
    }
    Set<InetSocketAddress> taken = new HashSet<>();
    for (ListenerSettings listener : listeners) {
      requireFree("listen", listener.address(), taken);
    }
    if (admin.isPresent()) {
      requireFree("admin", admin.get().address(), taken);
    }
    WebhookPlaces.check(sources, listeners);
    if (memory <= 0) {
      throw new IllegalArgumentException("memory: " + memory + " bytes (expected: more than 0)");
    }
  }

  /** What a server needs at the least; all else has its default. */
  public static Configuration of(
      ListenerSettings listener, AdminSettings admin, Path policies, OriginsSettings origins) {
    return new Configuration(
        List.of(listener),
        Optional.of(admin),
        policies,
        origins,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        (long) (Runtime.getRuntime().maxMemory() * 0.4),
        ProxySettings.DEFAULTS,
        new AccessLogSettings.Off(),
        Optional.empty(),
        Optional.empty(),
        DEFAULT_DRAIN);
  }

  /** The same, with positions from there. */
  public Configuration withPositions(PositionSettings source) {
    return new Configuration(
        listeners,
        admin,
        policies,
        origins,
        Optional.of(source),
        sessions,
        cloudfront,
        sources,
        memory,
        proxy,
        accessLog,
        data,
        region,
        drain);
  }

  /** The same, with sessions that are kept in that way. */
  public Configuration withSessions(SessionSettings kept) {
    return new Configuration(
        listeners,
        admin,
        policies,
        origins,
        positions,
        Optional.of(kept),
        cloudfront,
        sources,
        memory,
        proxy,
        accessLog,
        data,
        region,
        drain);
  }

  /**
   * Where positions come from: as is said, else the time alone, as the local origin is assumed to
   * lag behind the primary one for {@link #ASSUMED_LAG} at most. Empty where one origin answers
   * everything, so that nothing lags.
   */
  public Optional<PositionSettings> positionsOrAssumed() {
    return positions.or(
        () ->
            origins
                .primary()
                .map(_ -> PositionSettings.of(new PositionSettings.Clock(ASSUMED_LAG))));
  }

  /** The same, with these sources. */
  public Configuration withSources(Map<String, SourceSettings> named) {
    return new Configuration(
        listeners,
        admin,
        policies,
        origins,
        positions,
        sessions,
        cloudfront,
        named,
        memory,
        proxy,
        accessLog,
        data,
        region,
        drain);
  }

  /** This configuration for a server in one of several regions. */
  public Configuration inRegion(String name) {
    return new Configuration(
        listeners,
        admin,
        policies,
        origins,
        positions,
        sessions,
        cloudfront,
        sources,
        memory,
        proxy,
        accessLog,
        data,
        Optional.of(name),
        drain);
  }

  private static void requireFree(
      String key, InetSocketAddress address, Set<InetSocketAddress> taken) {
    if (address.getPort() != 0 && !taken.add(address)) {
      throw new IllegalArgumentException(
          key
              + ": "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " is taken by another listener (expected: an address of its own)");
    }
  }

  /**
   * Where answers come from.
   *
   * @param local the origin that is near, and may lag behind
   * @param primary the origin that takes writes; if empty, the local one does
   * @param fallback the most reads at a time that the primary answers in place of the local one
   * @param rollout which sessions' reads go to the local one
   * @param writes which of them takes writes
   * @param refresh how much is refreshed after an invalidation
   */
  public record OriginsSettings(
      OriginSettings local,
      Optional<OriginSettings> primary,
      int fallback,
      Rollout rollout,
      Site writes,
      RefreshSettings refresh) {

    /** The most reads at a time where nothing else is said. */
    static final int DEFAULT_FALLBACK = 32;

    /** One origin that answers everything. */
    public static OriginsSettings of(OriginSettings only) {
      return new OriginsSettings(
          only,
          Optional.empty(),
          DEFAULT_FALLBACK,
          Rollout.WHOLE,
          Site.PRIMARY,
          RefreshSettings.DEFAULTS);
    }

    /** A local origin and a primary. */
    public static OriginsSettings of(OriginSettings local, OriginSettings primary) {
      return new OriginsSettings(
          local,
          Optional.of(primary),
          DEFAULT_FALLBACK,
          Rollout.WHOLE,
          Site.PRIMARY,
          RefreshSettings.DEFAULTS);
    }
  }

  /** Where the access log goes. */
  public sealed interface AccessLogSettings {
    /** Nowhere. */
    record Off() implements AccessLogSettings {}

    /** To standard output. */
    record StandardOutput() implements AccessLogSettings {}

    /** To a file, which is rotated each day and at 100 MB. */
    record File(Path path) implements AccessLogSettings {}
  }
}

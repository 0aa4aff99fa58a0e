package dev.edgecache.demo;

import dev.edgecache.consistency.Position;
import dev.edgecache.demo.relay.Distance;
import dev.edgecache.demo.relay.Relay;
import dev.edgecache.demo.shop.data.ShopDatabase;
import dev.edgecache.positions.PositionSettings;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.postgres.Cluster;
import dev.edgecache.postgres.PostgresException;
import dev.edgecache.postgres.Server;
import dev.edgecache.postgres.Standby;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The shop in us-east-1 and in eu-west-1, and the ways there, all on the loopback interface.
 *
 * <p>Round trips are those between the places meant: a European user and us-east-1 110 ms, the two
 * regions 70 ms, two zones of a region 1 ms. A European user is 2 ms from eu-west-1, as the cache's
 * part in the wait is what is shown; a user further away adds three of their own round trips to
 * each fresh request.
 */
final class TwoRegions implements AutoCloseable {

  static final String PRIMARY = "us-east-1";
  static final String LOCAL = "eu-west-1";

  static final Distance USER_TO_PRIMARY = Distance.overTls(Duration.ofMillis(110));
  static final Distance USER_TO_LOCAL = Distance.overTls(Duration.ofMillis(2));
  static final Distance REGION_TO_REGION = Distance.overTls(Duration.ofMillis(70));
  static final Distance WITHIN_REGION = Distance.overTls(Duration.ofMillis(1));

  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Deque<Runnable> closings = new ArrayDeque<>();
  private final Server primaryDatabase;
  private final Standby standby;
  private final Region primary;
  private final Region local;
  private final Incidents incidents;
  private final Relay userToPrimary;
  private final Relay localToPrimary;
  private final Relay localToPrimaryDatabase;
  private final Relay withinLocal;

  /**
   * Starts both regions: a PostgreSQL primary, a standby that streams from it, and a shop on each.
   *
   * @param scenario what the shop sells
   * @throws PostgresException if a database cannot start
   */
  TwoRegions(Scenario scenario) {
    Cluster databases = Cluster.start();
    closings.push(databases::close);
    ShopDatabase.fill(databases.primary().dataSource(), scenario.seed(), scenario.products());
    primaryDatabase = databases.primary();
    standby = databases.primary().standby("eu_west_1");
    primary = region(PRIMARY, databases.primary());
    local = region(LOCAL, standby);
    incidents = new Incidents(databases.primary(), primary, standby);
    userToPrimary = relay(primary.address(), USER_TO_PRIMARY);
    localToPrimary = relay(primary.address(), REGION_TO_REGION);
    localToPrimaryDatabase = relay(primaryDatabase.address(), REGION_TO_REGION);
    withinLocal = relay(local.address(), WITHIN_REGION);
  }

  private Region region(String name, Server server) {
    Region region = Region.start(name, server);
    closings.push(region::close);
    return region;
  }

  private Relay relay(InetSocketAddress target, Distance distance) {
    Relay relay = Relay.open(0, target, distance, eventLoops);
    closings.push(relay::close);
    return relay;
  }

  /** What can go wrong with them. */
  Incidents incidents() {
    return incidents;
  }

  /** Where a European user reaches the shop in us-east-1. */
  InetSocketAddress primaryForUsers() {
    return userToPrimary.address();
  }

  /** Where a service in eu-west-1 reaches the shop in us-east-1. */
  InetSocketAddress primaryForServices() {
    return localToPrimary.address();
  }

  /** Where a service in eu-west-1 reaches the shop in eu-west-1. */
  InetSocketAddress localForServices() {
    return withinLocal.address();
  }

  /** Where a European user reaches a service that listens here, in eu-west-1. */
  InetSocketAddress localForUsers(InetSocketAddress service) {
    return relay(service, USER_TO_LOCAL).address();
  }

  /** Where a service in us-east-1 reaches one that listens here, in eu-west-1. */
  InetSocketAddress localForPrimary(InetSocketAddress service) {
    return relay(service, REGION_TO_REGION).address();
  }

  /** Where a service of the region that takes writes now reaches the shop there. */
  InetSocketAddress takingWrites() {
    return (incidents.isPromoted() ? local : primary).address();
  }

  /** How far the database in eu-west-1 has come. */
  Position standbyPosition() {
    return Position.parse(standby.position().toString()).orElseThrow();
  }

  /** How a service in eu-west-1 learns how far the databases have come. */
  PositionSettings positions() {
    return PositionSettings.of(
        new PositionSettings.Postgresql(
            new PositionSettings.Databases<>(
                login(primaryDatabase, localToPrimaryDatabase.address()),
                Map.of(LOCAL, login(standby, standby.address())))));
  }

  private static DatabaseLogin login(Server server, InetSocketAddress address) {
    return new DatabaseLogin(
        "jdbc:postgresql://127.0.0.1:" + address.getPort() + "/" + server.database(),
        Optional.of(server.user()),
        Optional.of(server::password));
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

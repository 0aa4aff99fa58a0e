package dev.edgecache.demo;

import dev.edgecache.positions.PositionSettings;
import java.net.InetSocketAddress;

/** The cache that runs in eu-west-1. */
interface EuropeanCache extends AutoCloseable {

  /**
   * What the cache is told.
   *
   * @param address where it serves users
   * @param admin where it serves operators
   * @param local the shop of its own region
   * @param primary the shop of the primary region
   * @param positions how to learn how far the databases of the regions have come
   */
  record Settings(
      InetSocketAddress address,
      InetSocketAddress admin,
      InetSocketAddress local,
      InetSocketAddress primary,
      PositionSettings positions) {}

  /** How the demonstration starts it, once the regions are there. */
  @FunctionalInterface
  interface Starter {
    EuropeanCache start(Settings settings) throws NotStartedException;
  }

  /** Where users connect to. */
  InetSocketAddress address();

  /** Where operators connect to. */
  InetSocketAddress admin();

  /** Stops it; waiting requests are answered first. */
  @Override
  void close();
}

package dev.edgecache.demo;

import java.net.InetSocketAddress;

/** The cache that runs in eu-west-1. */
interface EuropeanCache extends AutoCloseable {

  /** How the demonstration starts it, once the regions are there. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts the cache.
     *
     * @param local the shop of its own region
     * @param primary the shop of the primary region
     */
    EuropeanCache start(InetSocketAddress local, InetSocketAddress primary);
  }

  /** Where users connect to. */
  InetSocketAddress address();

  /** Where operators connect to. */
  InetSocketAddress admin();

  /** Stops it; waiting requests are answered first. */
  @Override
  void close();
}

package dev.edgecache.demo;

import dev.edgecache.demo.shop.ServiceTime;
import dev.edgecache.demo.shop.ShopServer;
import dev.edgecache.demo.shop.data.ShopDatabase;
import dev.edgecache.postgres.Server;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;

/** A region of the shop: its services and the database server below them, which fail together. */
final class Region implements AutoCloseable {

  private static final InstantSource CLOCK = InstantSource.system();

  private final String name;
  private final Server server;
  private final ShopDatabase database;
  private final InetSocketAddress address;
  private Optional<ShopServer> shop;

  private Region(String name, Server server) {
    this.name = name;
    this.server = server;
    database = ShopDatabase.of(server.dataSource(), CLOCK);
    ShopServer started = open(0);
    address = started.address();
    shop = Optional.of(started);
  }

  /** Starts the services upon a server that runs. */
  static Region start(String name, Server server) {
    return new Region(name, server);
  }

  private ShopServer open(int port) {
    return ShopServer.start(name, port, database, ServiceTime.VARIED, CLOCK);
  }

  /** Where its services listen, whenever it runs. */
  InetSocketAddress address() {
    return address;
  }

  synchronized boolean isUp() {
    return shop.isPresent();
  }

  /** Stops it as a power cut would. */
  synchronized void fail() {
    server.crash();
    close();
  }

  /** Starts it again, with all that had been committed. */
  synchronized void recover() {
    server.restart();
    shop = Optional.of(open(address.getPort()));
  }

  /** Ends the services; the server runs on. */
  @Override
  public synchronized void close() {
    shop.ifPresent(ShopServer::close);
    shop = Optional.empty();
    database.close();
  }
}

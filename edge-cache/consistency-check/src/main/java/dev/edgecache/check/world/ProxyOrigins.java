package dev.edgecache.check.world;

/**
 * The origins of one proxy.
 *
 * @param local reads the standbys
 * @param primary reads the primary
 */
record ProxyOrigins(Origin local, Origin primary) implements AutoCloseable {

  static ProxyOrigins start(Items items, Origin.Stating stating) {
    return new ProxyOrigins(
        Origin.start(items, Origin.Reading.STANDBYS, stating),
        Origin.start(items, Origin.Reading.PRIMARY, stating));
  }

  @Override
  public void close() {
    local.close();
    primary.close();
  }
}

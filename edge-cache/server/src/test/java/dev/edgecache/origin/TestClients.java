package dev.edgecache.origin;

import dev.edgecache.origin.http1.OriginNetwork;
import dev.edgecache.testing.ScriptedOrigin;
import java.time.InstantSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The clients of origins that a test class asks, over a network of their own. */
final class TestClients implements AfterAllCallback {

  private final OriginNetwork network;

  /** Clients of that many event loops. */
  TestClients(int threads) {
    this.network = OriginNetwork.start(threads);
  }

  OriginNetwork network() {
    return network;
  }

  OriginClient client(OriginSettings settings) {
    return network.client(settings, OriginObserver.NONE, InstantSource.system());
  }

  OriginClient client(ScriptedOrigin origin) {
    return client(OriginSettings.of(origin.url()));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    network.close();
  }
}

package dev.edgecache.check.world;

import dev.edgecache.check.record.Recorder;
import dev.edgecache.check.world.Origin.Stating;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Databases, and two proxies with origins of their own. The origins of the first state positions in
 * their answers, those of the second do not, so that it has to rely on polling.
 */
public final class World implements AutoCloseable {

  private final Items items;
  private final List<ProxyOrigins> origins = new ArrayList<>();
  private final List<Proxy> proxies = new ArrayList<>();

  private World(Items items) {
    this.items = items;
  }

  /** A cache that is told nothing of replicas would still heed what answers say. */
  private static List<Stating> stating(Protection protection) {
    return switch (protection) {
      case FLOORS -> List.of(Stating.POSITIONS, Stating.NOTHING);
      case NONE -> List.of(Stating.NOTHING, Stating.NOTHING);
    };
  }

  /**
   * Starts everything.
   *
   * @param folder where the proxies keep their files
   */
  public static World start(Path folder, Protection protection, Recorder recorder)
      throws IOException, SQLException {
    World world = new World(Items.start(recorder));
    try {
      for (Stating stating : stating(protection)) {
        world.addProxy(folder, ProxyOrigins.start(world.items, stating), protection);
      }
      return world;
    } catch (IOException | RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private void addProxy(Path folder, ProxyOrigins own, Protection protection) throws IOException {
    origins.add(own);
    int number = proxies.size();
    Path home = Files.createDirectories(folder.resolve("proxy-" + number));
    proxies.add(new Proxy(number, ProxyFiles.write(home, items, own, protection)));
  }

  /** What the databases hold. */
  public Items items() {
    return items;
  }

  /** Both proxies. */
  public List<Proxy> proxies() {
    return List.copyOf(proxies);
  }

  List<ProxyOrigins> origins() {
    return List.copyOf(origins);
  }

  @Override
  public void close() throws SQLException {
    proxies.forEach(Proxy::close);
    origins.forEach(ProxyOrigins::close);
    items.close();
  }
}

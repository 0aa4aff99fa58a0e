package dev.edgecache.demo.shop;

import dev.edgecache.demo.shop.data.ShopDatabase;
import io.undertow.util.StatusCodes;
import java.util.List;

/** Whether this region can answer, for those who send it requests. */
final class HealthApi {

  private record Health(String status, String database) {}

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/health/ready", 0, (call, database) -> ready(database.state())));
  }

  private static Reply ready(ShopDatabase.State state) {
    Reply reply =
        switch (state) {
          case READ_WRITE -> Reply.json(StatusCodes.OK, new Health("ready", "takes writes"));
          case READ_ONLY -> Reply.json(StatusCodes.OK, new Health("ready", "read-only"));
          case UNREACHABLE -> Reply.unavailable();
        };
    return reply.with("Cache-Control", "no-store");
  }
}

package dev.edgecache.demo.shop;

import dev.edgecache.demo.shop.data.ShopData;
import dev.edgecache.demo.shop.data.ShopDatabase;
import dev.edgecache.demo.shop.data.ShopDatabase.Positioned;
import dev.edgecache.demo.shop.data.ShopWrites;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.Duration;

/**
 * A method on a kind of path, and what answers it.
 *
 * @param path a template, such as {@code /v1/products/{id}}
 * @param work about how long the services behind the API take for it
 */
record Endpoint(HttpString method, String path, Duration work, Answer answer) {

  /**
   * The response field that tells which positions of the database an answer belongs to: a
   * Dictionary (RFC 9651 §3.2) of Strings. An answer to a read holds every change up to {@code lo}
   * and none after {@code hi}; a write is part of whatever holds every change up to {@code hi}.
   */
  static final String DATA_POSITION = "Data-Position";

  /** Answers a call; may block. */
  @FunctionalInterface
  interface Answer {
    Reply to(Call call, ShopDatabase database);
  }

  /** Answers a call from the data of the region; may block. */
  @FunctionalInterface
  interface ReadAnswer {
    Reply to(Call call, ShopData data);
  }

  /** Answers a call that changes data; may block. */
  @FunctionalInterface
  interface WriteAnswer {
    Reply to(Call call, ShopWrites writes);
  }

  /** An endpoint that needs no data, or asks for it in its own way. */
  static Endpoint get(String path, int workMillis, Answer answer) {
    return new Endpoint(Methods.GET, path, Duration.ofMillis(workMillis), answer);
  }

  static Endpoint read(String path, int workMillis, ReadAnswer answer) {
    return get(
        path,
        workMillis,
        (call, database) -> positioned(database.read(data -> answer.to(call, data))));
  }

  /** An endpoint that only the region that takes writes can answer. */
  static Endpoint write(HttpString method, String path, int workMillis, WriteAnswer answer) {
    return new Endpoint(
        method,
        path,
        Duration.ofMillis(workMillis),
        (call, database) ->
            database
                .write(writes -> answer.to(call, writes))
                .map(Endpoint::positioned)
                .orElseGet(Reply::readOnly));
  }

  private static Reply positioned(Positioned<Reply> positioned) {
    String lower = positioned.lower().map(position -> "lo=\"" + position + "\", ").orElse("");
    return positioned.answer().with(DATA_POSITION, lower + "hi=\"" + positioned.upper() + "\"");
  }
}

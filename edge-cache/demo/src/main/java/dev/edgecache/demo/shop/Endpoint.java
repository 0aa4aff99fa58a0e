package dev.edgecache.demo.shop;

import dev.edgecache.demo.shop.data.ShopData;
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

  /** Answers a call; may block. */
  @FunctionalInterface
  interface Answer {
    Reply to(Call call);
  }

  /** Answers a call that changes data; may block. */
  @FunctionalInterface
  interface WriteAnswer {
    Reply to(Call call, ShopWrites writes);
  }

  static Endpoint read(String path, int workMillis, Answer answer) {
    return new Endpoint(Methods.GET, path, Duration.ofMillis(workMillis), answer);
  }

  /** An endpoint that only the region that takes writes can answer. */
  static Endpoint write(
      HttpString method, String path, int workMillis, ShopData data, WriteAnswer answer) {
    return new Endpoint(
        method,
        path,
        Duration.ofMillis(workMillis),
        call -> data.writes().map(writes -> answer.to(call, writes)).orElseGet(Reply::readOnly));
  }
}

package dev.edgecache.admin.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.serve.record.RequestRecord;
import dev.edgecache.serve.record.RequestRecord.Answered;
import dev.edgecache.serve.record.RequestRecord.Asked;
import dev.edgecache.serve.record.RequestRecord.Ending;
import dev.edgecache.serve.record.RequestRecord.Timing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AccessLogTest {

  private static final Timing TIMING =
      new Timing(
          Instant.parse("2026-11-20T10:00:00.250Z"), 1_234_567, 234_000, OptionalLong.empty());

  @Test
  void aLineTellsTheRequestAndItsAnswer() throws InterruptedException {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (AccessLog log = new AccessLog(lines::add)) {
      log.completed(
          new RequestRecord(
              "catalog/product",
              new Asked(
                  "GET",
                  "https",
                  "api.shop.example",
                  "/v1/products/42",
                  "HTTP/2.0",
                  Optional.of("0af7651916cd43dd8448eb211c80319c"),
                  0),
              new Answered(200, RequestKind.HIT, "edge; hit; ttl=12", 1024, Ending.COMPLETE),
              TIMING));

      assertThat(lines.poll(10, TimeUnit.SECONDS))
          .isEqualTo(
              "{\"time\":\"2026-11-20T10:00:00.250Z\",\"route\":\"catalog/product\","
                  + "\"method\":\"GET\",\"scheme\":\"https\",\"host\":\"api.shop.example\","
                  + "\"path\":\"/v1/products/42\",\"protocol\":\"HTTP/2.0\","
                  + "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"bytes_received\":0,"
                  + "\"status\":200,\"kind\":\"hit\",\"cache_status\":\"edge; hit; ttl=12\","
                  + "\"bytes_sent\":1024,\"ending\":\"complete\","
                  + "\"duration_ms\":1.235,\"first_byte_ms\":0.234}");
    }
  }

  @Test
  void whatAClientSendsCantEndTheLine() {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (AccessLog log = new AccessLog(lines::add)) {
      log.completed(record("/a\"},{\n\u0000\u2028"));
    }

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).doesNotContain("\n").contains("\"path\":\"/a\\\"},{\\n\\u0000");
  }

  @Test
  void aWriterThatHangsDropsAndCountsInsteadOfBlocking() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> lines = new CopyOnWriteArrayList<>();
    try (AccessLog log =
        new AccessLog(
            line -> {
              hanging.countDown();
              awaitUninterrupted(release);
              lines.add("line");
            })) {
      log.completed(record("/first"));
      assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < AccessLog.CAPACITY + 5; i++) {
        log.completed(record("/next"));
      }

      assertThat(log.dropped()).isEqualTo(5);
      release.countDown();
    }

    assertThat(lines).hasSize(AccessLog.CAPACITY + 1);
  }

  @Test
  void aLineThatFailsIsCountedAndTheNextIsWritten() {
    List<String> lines = new CopyOnWriteArrayList<>();
    AccessLog log =
        new AccessLog(
            line -> {
              if (line.contains("/bad")) {
                throw new IllegalStateException("disk full");
              }
              lines.add(line);
            });
    log.completed(record("/bad"));
    log.completed(record("/good"));
    log.close();

    assertThat(log.dropped()).isEqualTo(1);
    assertThat(lines).singleElement().asString().contains("/good");
  }

  private static RequestRecord record(String path) {
    return new RequestRecord(
        "catalog/product",
        new Asked("GET", "http", "api.shop.example", path, "HTTP/1.1", Optional.empty(), 0),
        new Answered(200, RequestKind.HIT, "edge; hit", 10, Ending.COMPLETE),
        TIMING);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.edgecache.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.consistency.Provenance;
import dev.edgecache.consistency.Testimony.Contradiction;
import dev.edgecache.origin.OriginFailure;
import dev.edgecache.origin.OriginHealth;
import dev.edgecache.origin.OriginObserver;
import dev.edgecache.refill.TestimonyObserver;
import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.record.RequestRecord;
import dev.edgecache.serve.record.RequestRecord.Answered;
import dev.edgecache.serve.record.RequestRecord.Asked;
import dev.edgecache.serve.record.RequestRecord.Ending;
import dev.edgecache.serve.record.RequestRecord.Timing;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsTest {

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void countsRequestsByRouteKindAndStatusClass() {
    RequestObserver product = metrics.requests().of("catalog/product");
    product.completed(record(200, RequestKind.HIT, Ending.COMPLETE));
    product.completed(record(206, RequestKind.HIT, Ending.COMPLETE));
    product.completed(record(502, RequestKind.ERROR, Ending.COMPLETE));
    metrics.requests().of("builtin/rest").completed(record(200, RequestKind.PASS, Ending.COMPLETE));

    assertThat(lines("edgecache_requests_total"))
        .containsExactlyInAnyOrder(
            "edgecache_requests_total{kind=\"hit\",route=\"catalog/product\",status=\"2xx\"} 2.0",
            "edgecache_requests_total{kind=\"error\",route=\"catalog/product\",status=\"5xx\"} 1.0",
            "edgecache_requests_total{kind=\"pass\",route=\"builtin/rest\",status=\"2xx\"} 1.0");
  }

  @Test
  void measuresAnswersOfTheStoreApartFromThoseOfTheOrigin() {
    RequestObserver route = metrics.requests().of("catalog/product");
    route.completed(record(200, RequestKind.HIT, Ending.COMPLETE));
    route.completed(record(200, RequestKind.STALE, Ending.COMPLETE));
    route.completed(record(200, RequestKind.MISS, Ending.COMPLETE));

    assertThat(lines("edgecache_request_duration_seconds_count"))
        .containsExactlyInAnyOrder(
            "edgecache_request_duration_seconds_count{by=\"store\",route=\"catalog/product\"} 2",
            "edgecache_request_duration_seconds_count{by=\"origin\",route=\"catalog/product\"} 1");
    assertThat(lines("edgecache_request_duration_seconds_bucket{by=\"origin\""))
        .contains(bucket("0.0025", 0), bucket("0.005", 1), bucket("+Inf", 1));
    assertThat(lines("edgecache_request_duration_seconds_sum{by=\"origin\""))
        .singleElement()
        .asString()
        .endsWith(" 0.003");
    assertThat(lines("edgecache_request_first_byte_seconds_sum{by=\"origin\""))
        .singleElement()
        .asString()
        .endsWith(" 0.001");
  }

  @Test
  void aDurationOfExactlyABoundFallsIntoItsBucket() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(100_000);
    histogram.record(100_001);
    histogram.record(Long.MAX_VALUE / 2);

    var buckets = histogram.snapshot(Labels.EMPTY).getClassicBuckets();
    assertThat(buckets.getCount(0)).isEqualTo(1);
    assertThat(buckets.getCount(1)).isEqualTo(1);
    assertThat(buckets.getCount(buckets.size() - 1)).isEqualTo(1);
  }

  @Test
  void countsBytesAndAnswersCutShort() {
    RequestObserver route = metrics.requests().of("catalog/product");
    route.completed(record(200, RequestKind.MISS, Ending.CLIENT_GONE));
    route.completed(record(200, RequestKind.MISS, Ending.BROKEN_OFF));

    assertThat(lines("edgecache_answers_cut_total"))
        .containsExactlyInAnyOrder(
            "edgecache_answers_cut_total{reason=\"client_gone\",route=\"catalog/product\"} 1.0",
            "edgecache_answers_cut_total{reason=\"broken_off\",route=\"catalog/product\"} 1.0");
    assertThat(lines("edgecache_response_body_bytes_total"))
        .containsExactly("edgecache_response_body_bytes_total{route=\"catalog/product\"} 200.0");
    assertThat(lines("edgecache_request_body_bytes_total"))
        .containsExactly("edgecache_request_body_bytes_total{route=\"catalog/product\"} 14.0");
  }

  @Test
  void losesNoRequestOfSeveralThreads() throws Exception {
    int threads = 4;
    int each = 10_000;
    CyclicBarrier start = new CyclicBarrier(threads);
    RequestRecord record = record(200, RequestKind.HIT, Ending.COMPLETE);
    List<Thread> running =
        IntStream.range(0, threads)
            .mapToObj(
                _ ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              await(start);
                              RequestObserver route = metrics.requests().of("catalog/product");
                              for (int i = 0; i < each; i++) {
                                route.completed(record);
                              }
                            }))
            .toList();
    for (Thread thread : running) {
      thread.join();
    }

    assertThat(lines("edgecache_requests_total")).singleElement().asString().endsWith(" 40000.0");
    assertThat(lines("edgecache_request_duration_seconds_count"))
        .singleElement()
        .asString()
        .endsWith(" 40000");
  }

  @Test
  void readsNumbersOfOthersAtEachScrape() {
    AtomicLong entries = new AtomicLong(3);
    metrics.gauge("edgecache.store.entries", "Stored responses.", entries, AtomicLong::get);
    metrics.counter("edgecache.store.evictions", "Evicted.", entries, AtomicLong::get);
    entries.set(5);

    assertThat(lines("edgecache_store_entries")).containsExactly("edgecache_store_entries 5.0");
    assertThat(lines("edgecache_store_evictions_total"))
        .containsExactly("edgecache_store_evictions_total 5.0");
  }

  @Test
  void countsAnswersThatContradictWhatTheirOriginMustDo() {
    TestimonyObserver observer = metrics.testimonies();
    observer.contradicts(Provenance.Source.REPLICA, Contradiction.FROM_A_CACHE);
    observer.contradicts(Provenance.Source.REPLICA, Contradiction.FROM_A_CACHE);

    assertThat(metrics.scrape())
        .contains(
            "edgecache_origin_contradictions_total{kind=\"from-a-cache\",source=\"replica\"} 2.0",
            "edgecache_origin_contradictions_total{kind=\"out-of-order\",source=\"primary\"} 0.0");
  }

  @Test
  void countsExchangesWithAnOriginByOutcome() {
    OriginObserver local = metrics.origin("local");
    metrics.origin("primary").connected();
    local.answered(200, Duration.ofMillis(30));
    local.answered(503, Duration.ofMillis(70));
    local.failed(new OriginFailure(OriginFailure.Kind.HEAD_TIMEOUT, "30 s"));
    local.bodyFailed(new BodyFailure(BodyFailure.Kind.TRUNCATED, "at 5 of 9"));
    local.retried();
    local.sent(10);
    local.received(20);

    assertThat(lines("edgecache_origin_"))
        .contains(
            "edgecache_origin_answers_total{origin=\"local\",status=\"2xx\"} 1.0",
            "edgecache_origin_answers_total{origin=\"local\",status=\"5xx\"} 1.0",
            "edgecache_origin_failures_total{cause=\"head_timeout\",origin=\"local\"} 1.0",
            "edgecache_origin_failures_total{cause=\"refused\",origin=\"local\"} 0.0",
            "edgecache_origin_body_failures_total{cause=\"truncated\",origin=\"local\"} 1.0",
            "edgecache_origin_connections_opened_total{origin=\"primary\"} 1.0",
            "edgecache_origin_retries_total{origin=\"local\"} 1.0",
            "edgecache_origin_sent_bytes_total{origin=\"local\"} 10.0",
            "edgecache_origin_received_bytes_total{origin=\"local\"} 20.0",
            "edgecache_origin_latency_seconds_count{origin=\"local\"} 2",
            "edgecache_origin_latency_seconds_bucket{origin=\"local\",le=\"0.05\"} 1",
            "edgecache_origin_latency_seconds_bucket{origin=\"local\",le=\"0.1\"} 2");
  }

  @Test
  void measuresTheConnectionsAndTheHealthOfAnOriginAsTheyAreNow() {
    AtomicReference<OriginHealth> now = new AtomicReference<>(health(OriginHealth.State.HEALTHY));
    metrics.originHealth("local", now::get);
    assertThat(lines("edgecache_origin_health"))
        .contains("edgecache_origin_health{origin=\"local\",state=\"healthy\"} 1.0");
    now.set(health(OriginHealth.State.EJECTED));

    assertThat(lines("edgecache_origin_health"))
        .contains(
            "edgecache_origin_health{origin=\"local\",state=\"ejected\"} 1.0",
            "edgecache_origin_health{origin=\"local\",state=\"healthy\"} 0.0");
    assertThat(lines("edgecache_origin_share"))
        .contains("edgecache_origin_share{origin=\"local\"} 0.5");
    assertThat(lines("edgecache_origin_connections{"))
        .containsExactlyInAnyOrder(
            "edgecache_origin_connections{origin=\"local\",state=\"in_use\"} 3.0",
            "edgecache_origin_connections{origin=\"local\",state=\"idle\"} 2.0",
            "edgecache_origin_connections{origin=\"local\",state=\"pending\"} 1.0");
  }

  @Test
  void tellsWhetherThePoliciesAreStale() {
    AtomicReference<PolicyStatus> now =
        new AtomicReference<>(
            new PolicyStatus(List.of(), Instant.ofEpochSecond(100), Optional.empty()));
    metrics.policies(now::get);
    assertThat(lines("edgecache_policies_"))
        .contains("edgecache_policies_stale 0.0")
        .contains("edgecache_policies_loaded_timestamp_seconds 100.0");
    now.set(
        new PolicyStatus(
            List.of(),
            Instant.ofEpochSecond(100),
            Optional.of(new PolicyStatus.FailedLoad(Instant.EPOCH, List.of("a.yaml:1:1: x")))));

    assertThat(lines("edgecache_policies_stale")).containsExactly("edgecache_policies_stale 1.0");
  }

  private static OriginHealth health(OriginHealth.State state) {
    return new OriginHealth(
        "http://a", state, 0.5, new OriginHealth.Connections(3, 2, 1), Optional.empty());
  }

  @Test
  void measuresTheProcessItself() {
    assertThat(metrics.scrape()).contains("jvm_memory_used_bytes", "process_uptime_seconds");
  }

  private List<String> lines(String beginning) {
    return metrics.scrape().lines().filter(line -> line.startsWith(beginning)).toList();
  }

  private static String bucket(String bound, int count) {
    return "edgecache_request_duration_seconds_bucket{by=\"origin\",route=\"catalog/product\",le=\""
        + bound
        + "\"} "
        + count;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static RequestRecord record(int status, RequestKind kind, Ending ending) {
    return new RequestRecord(
        "of no importance",
        new Asked("GET", "http", "api.shop.example", "/", "HTTP/1.1", Optional.empty(), 7),
        new Answered(status, kind, "edge; hit", 100, ending),
        new Timing(Instant.EPOCH, 3_000_000, 1_000_000, OptionalLong.empty()));
  }
}

package dev.edgecache.admin.metrics;

import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.record.RequestRecord.Ending;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToLongFunction;

/**
 * The requests of all routes: how many of each kind and status class, how long they took, how many
 * bytes they moved, and how many answers were cut short.
 */
final class RequestMetrics implements RequestObserver.PerRoute, MultiCollector {

  private final Map<String, RouteMeters> routes = new ConcurrentSkipListMap<>();

  @Override
  public RequestObserver of(String routeId) {
    return routes.computeIfAbsent(routeId, _ -> new RouteMeters());
  }

  @Override
  public MetricSnapshots collect() {
    return MetricSnapshots.builder()
        .metricSnapshot(requests())
        .metricSnapshot(cut())
        .metricSnapshot(
            bytes(
                "edgecache_request_body_bytes",
                "Bytes of request bodies that arrived.",
                meters -> meters.bytesReceived.sum()))
        .metricSnapshot(
            bytes(
                "edgecache_response_body_bytes",
                "Bytes of response bodies that were written.",
                meters -> meters.bytesSent.sum()))
        .metricSnapshot(
            durations(
                "edgecache_request_duration_seconds",
                "Time from the head of a request to the last byte of its answer.",
                RouteMeters::duration))
        .metricSnapshot(
            durations(
                "edgecache_request_first_byte_seconds",
                "Time from the head of a request to the head of its answer.",
                RouteMeters::firstByte))
        .build();
  }

  private CounterSnapshot requests() {
    CounterSnapshot.Builder requests =
        CounterSnapshot.builder()
            .name("edgecache_requests")
            .help("Finished requests by how they were answered and by class of status.");
    routes.forEach(
        (route, meters) -> {
          for (RequestKind kind : RequestKind.values()) {
            for (int statusClass = 1; statusClass <= 9; statusClass++) {
              Labels labels =
                  Labels.of("route", route, "kind", kind.label(), "status", statusClass + "xx");
              addIfCounted(requests, labels, meters.requests(kind, statusClass).sum());
            }
          }
        });
    return requests.build();
  }

  private CounterSnapshot cut() {
    CounterSnapshot.Builder cut =
        CounterSnapshot.builder()
            .name("edgecache_answers_cut")
            .help("Answers that ended before their last byte, by reason.");
    routes.forEach(
        (route, meters) -> {
          for (Ending ending : new Ending[] {Ending.CLIENT_GONE, Ending.BROKEN_OFF}) {
            Labels labels =
                Labels.of("route", route, "reason", ending.name().toLowerCase(Locale.ROOT));
            addIfCounted(cut, labels, meters.ending(ending).sum());
          }
        });
    return cut.build();
  }

  private CounterSnapshot bytes(String name, String help, ToLongFunction<RouteMeters> sum) {
    CounterSnapshot.Builder bytes = CounterSnapshot.builder().name(name).help(help);
    routes.forEach(
        (route, meters) -> addIfCounted(bytes, Labels.of("route", route), sum.applyAsLong(meters)));
    return bytes.build();
  }

  private HistogramSnapshot durations(String name, String help, HistogramOf histogramOf) {
    HistogramSnapshot.Builder durations = HistogramSnapshot.builder().name(name).help(help);
    routes.forEach(
        (route, meters) -> {
          for (RouteMeters.Maker maker : RouteMeters.Maker.values()) {
            LatencyHistogram histogram = histogramOf.apply(meters, maker);
            if (!histogram.isEmpty()) {
              durations.dataPoint(
                  histogram.snapshot(
                      Labels.of("route", route, "by", maker.name().toLowerCase(Locale.ROOT))));
            }
          }
        });
    return durations.build();
  }

  private static void addIfCounted(CounterSnapshot.Builder counter, Labels labels, long count) {
    if (count != 0) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder().labels(labels).value((double) count).build());
    }
  }

  /** One of a route's histograms. */
  @FunctionalInterface
  private interface HistogramOf {
    LatencyHistogram apply(RouteMeters meters, RouteMeters.Maker maker);
  }
}

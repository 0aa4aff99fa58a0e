package dev.edgecache.admin.metrics;

import dev.edgecache.serve.RequestObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** The registry of all that is measured, one for each running cache. */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RequestMetrics requests = new RequestMetrics();
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** A registry that already measures the process itself. */
  public Metrics() {
    registry.getPrometheusRegistry().register(requests);
    collections.bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** What counts the requests of each route. */
  public RequestObserver.PerRoute requests() {
    return requests;
  }

  /**
   * Measures a number that goes up and down.
   *
   * @param name the name in dots, such as {@code edgecache.store.entries}
   * @param help one sentence
   * @param source whose number it is; kept as long as this registry
   * @param number reads the number, on the thread that scrapes
   */
  public <T> void gauge(String name, String help, T source, ToDoubleFunction<T> number) {
    Gauge.builder(name, source, number).description(help).strongReference(true).register(registry);
  }

  /**
   * Measures a number that only grows.
   *
   * @param name the name in dots, such as {@code edgecache.store.evictions}
   * @param help one sentence
   * @param source whose number it is; kept by the caller as long as it counts
   * @param number reads the number, on the thread that scrapes
   */
  public <T> void counter(String name, String help, T source, ToDoubleFunction<T> number) {
    FunctionCounter.builder(name, source, number).description(help).register(registry);
  }

  /** All that is measured in the text format of Prometheus, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}

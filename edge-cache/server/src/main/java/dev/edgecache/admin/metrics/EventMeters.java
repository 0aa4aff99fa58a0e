package dev.edgecache.admin.metrics;

import dev.edgecache.sources.events.EventObserver;
import dev.edgecache.sources.events.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of events. Their types are not labels: whoever sends them chooses them. */
record EventMeters(MeterRegistry registry) implements EventObserver {

  @Override
  public void came(String source, Outcome outcome) {
    Counter.builder("edgecache.events")
        .description("Events that sources brought, by what became of them.")
        .tags("source", source, "outcome", outcome.label())
        .register(registry)
        .increment();
  }

  @Override
  public void badPosition(String source) {
    Counter.builder("edgecache.events.bad.positions")
        .description("Events in effect without the position that they name, which can't be read.")
        .tag("source", source)
        .register(registry)
        .increment();
  }
}

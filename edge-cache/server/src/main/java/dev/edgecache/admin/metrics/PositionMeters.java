package dev.edgecache.admin.metrics;

import dev.edgecache.positions.DatabaseStatus;
import dev.edgecache.positions.DatabaseStatus.Condition;
import dev.edgecache.positions.DatabaseStatus.Lag;
import dev.edgecache.positions.database.Reading.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of the databases behind the origins; not a number where something is not known.
 *
 * @param status reads the state of each, always of the same ones
 */
record PositionMeters(Supplier<List<DatabaseStatus>> status) {

  private static final double MILLIS_PER_SECOND = 1e3;

  void register(MeterRegistry registry) {
    List<DatabaseStatus> databases = status.get();
    for (int i = 0; i < databases.size(); i++) {
      database(i, databases.get(i), registry);
    }
  }

  private void database(int place, DatabaseStatus database, MeterRegistry registry) {
    Tags name = Tags.of("database", database.name());
    gauge(
            "edgecache.position.reading.age.seconds",
            place,
            now -> now.age().map(PositionMeters::seconds).orElse(Double.NaN))
        .description("Time since the last reading of a database's position began.")
        .tags(name)
        .register(registry);
    for (Condition condition : Condition.values()) {
      gauge("edgecache.position.condition", place, now -> now.condition() == condition ? 1 : 0)
          .description("How a database does: 1 for the condition that it is in.")
          .tags(name.and("condition", condition.name().toLowerCase(Locale.ROOT)))
          .register(registry);
    }
    if (database.configured() == Role.REPLICA) {
      gauge("edgecache.replica.lag.seconds", place, now -> lag(now, lag -> seconds(lag.time())))
          .description(
              "The age of the oldest reading of the primary that a replica has not reached.")
          .tags(name)
          .register(registry);
      gauge("edgecache.replica.lag.bytes", place, now -> lag(now, PositionMeters::bytes))
          .description("Bytes of the primary's log that a replica has not replayed.")
          .tags(name)
          .register(registry);
    }
  }

  private Gauge.Builder<Supplier<List<DatabaseStatus>>> gauge(
      String name, int place, ToDoubleFunction<DatabaseStatus> number) {
    return Gauge.builder(name, status, now -> number.applyAsDouble(now.get().get(place)))
        .strongReference(true);
  }

  private static double lag(DatabaseStatus database, ToDoubleFunction<Lag> number) {
    return database.lag().map(number::applyAsDouble).orElse(Double.NaN);
  }

  private static double bytes(Lag lag) {
    return lag.bytes().isPresent() ? lag.bytes().getAsLong() : Double.NaN;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS_PER_SECOND;
  }
}

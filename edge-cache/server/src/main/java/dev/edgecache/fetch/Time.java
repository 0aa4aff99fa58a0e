package dev.edgecache.fetch;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The sources of time of a proxy.
 *
 * @param clock the time of HTTP: dates, ages, lifetimes
 * @param nanos nanoseconds that only ever grow: pauses and durations
 */
public record Time(InstantSource clock, LongSupplier nanos) {

  /** The machine's own. */
  public static final Time SYSTEM = new Time(InstantSource.system(), System::nanoTime);
}

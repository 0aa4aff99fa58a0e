package dev.edgecache.config;

import static dev.edgecache.yaml.keys.Types.byteSize;
import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.serve.listen.AddressRange;
import dev.edgecache.yaml.keys.Type;
import java.time.Duration;

/** Kinds of values with bounds that only configuration files have. */
final class BoundedTypes {

  private BoundedTypes() {}

  /** A duration of at most {@code longest}. */
  static Type<Duration> durationUpTo(Duration longest) {
    return duration()
        .as(
            value -> {
              if (value.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                    "value: longer than allowed (expected: at most " + longest.toHours() + "h)");
              }
              return value;
            });
  }

  /** A range of IP addresses. */
  static Type<AddressRange> addressRange() {
    return text("address range", "an address range such as 10.0.0.0/8", "[0-9A-Fa-f:./]+")
        .as(AddressRange::parse);
  }

  /** A size from {@code least} to {@code most} bytes. */
  static Type<Integer> sizeBetween(int least, int most) {
    return byteSize()
        .as(
            value -> {
              if (value < least || value > most) {
                throw new IllegalArgumentException(
                    "value: " + value + " bytes (expected: " + least + " to " + most + ")");
              }
              return Math.toIntExact(value);
            });
  }
}

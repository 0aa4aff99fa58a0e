package dev.edgecache.admin.accesslog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgecache.serve.record.RequestRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The JSON line of a finished request. */
final class AccessLine {

  private static final JsonFactory JSON = new JsonFactory();
  private static final double NANOS_PER_MILLI = 1e6;

  private AccessLine() {}

  /** One JSON object without a line break. */
  static String of(RequestRecord record) {
    StringWriter line = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", record.timing().began().toString());
      json.writeStringField("route", record.route());
      write(record.asked(), json);
      write(record.answered(), json);
      write(record.timing(), json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }

  private static void write(RequestRecord.Asked asked, JsonGenerator json) throws IOException {
    json.writeStringField("method", asked.method());
    json.writeStringField("scheme", asked.scheme());
    json.writeStringField("host", asked.host());
    json.writeStringField("path", asked.path());
    json.writeStringField("protocol", asked.protocol());
    if (asked.traceId().isPresent()) {
      json.writeStringField("trace_id", asked.traceId().get());
    }
    json.writeNumberField("bytes_received", asked.bodyBytes());
  }

  private static void write(RequestRecord.Answered answered, JsonGenerator json)
      throws IOException {
    json.writeNumberField("status", answered.status());
    json.writeStringField("kind", answered.kind().label());
    json.writeStringField("cache_status", answered.cacheStatus());
    json.writeNumberField("bytes_sent", answered.bodyBytes());
    json.writeStringField("ending", answered.ending().name().toLowerCase(Locale.ROOT));
  }

  private static void write(RequestRecord.Timing timing, JsonGenerator json) throws IOException {
    writeMillis("duration_ms", timing.totalNanos(), json);
    writeMillis("first_byte_ms", timing.firstByteNanos(), json);
    if (timing.originNanos().isPresent()) {
      writeMillis("origin_ms", timing.originNanos().getAsLong(), json);
    }
  }

  /** Milliseconds with three digits behind the point. */
  private static void writeMillis(String name, long nanos, JsonGenerator json) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_MILLI));
  }
}

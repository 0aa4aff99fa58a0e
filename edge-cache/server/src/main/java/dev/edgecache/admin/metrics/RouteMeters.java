package dev.edgecache.admin.metrics;

import dev.edgecache.serve.record.RequestKind;
import dev.edgecache.serve.record.RequestObserver;
import dev.edgecache.serve.record.RequestRecord;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters and histograms of one route's requests, in arrays by the ordinals of their enums,
 * which never leave this object.
 */
@SuppressWarnings("EnumOrdinal")
final class RouteMeters implements RequestObserver {

  /** Who made an answer, or was waited for, the label that tells latency histograms apart. */
  enum Maker {
    STORE,
    ORIGIN,
    PROXY;

    static Maker of(RequestKind kind) {
      return switch (kind) {
        case HIT, STALE -> STORE;
        case REVALIDATED, MISS, COLLAPSED, PASS, ABANDONED -> ORIGIN;
        case LOCAL, REFUSED, ERROR -> PROXY;
      };
    }
  }

  private static final RequestKind[] KINDS = RequestKind.values();
  private static final RequestRecord.Ending[] ENDINGS = RequestRecord.Ending.values();
  private static final Maker[] MAKERS = Maker.values();
  private static final int STATUS_CLASSES = 10;

  private final LongAdder[] requests = adders(KINDS.length * STATUS_CLASSES);
  private final LongAdder[] endings = adders(ENDINGS.length);
  private final LatencyHistogram[] duration = histograms();
  private final LatencyHistogram[] firstByte = histograms();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();

  @Override
  public void completed(RequestRecord record) {
    RequestRecord.Answered answered = record.answered();
    requests(answered.kind(), answered.status() / 100).increment();
    ending(answered.ending()).increment();
    bytesSent.add(answered.bodyBytes());
    if (record.asked().bodyBytes() != 0) {
      bytesReceived.add(record.asked().bodyBytes());
    }
    Maker maker = Maker.of(answered.kind());
    duration(maker).record(record.timing().totalNanos());
    firstByte(maker).record(record.timing().firstByteNanos());
  }

  LongAdder requests(RequestKind kind, int statusClass) {
    return requests[kind.ordinal() * STATUS_CLASSES + statusClass];
  }

  LongAdder ending(RequestRecord.Ending ending) {
    return endings[ending.ordinal()];
  }

  LatencyHistogram duration(Maker maker) {
    return duration[maker.ordinal()];
  }

  LatencyHistogram firstByte(Maker maker) {
    return firstByte[maker.ordinal()];
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  private static LatencyHistogram[] histograms() {
    LatencyHistogram[] histograms = new LatencyHistogram[MAKERS.length];
    for (int i = 0; i < histograms.length; i++) {
      histograms[i] = new LatencyHistogram();
    }
    return histograms;
  }
}

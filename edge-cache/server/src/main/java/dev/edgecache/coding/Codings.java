package dev.edgecache.coding;

import dev.edgecache.body.Encodings;
import dev.edgecache.body.Encodings.Encoding;
import dev.edgecache.body.HeapBody;
import dev.edgecache.caching.Representation;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.policy.CacheKey;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.store.ResponseStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored responses in the content codings that requests prefer. */
public final class Codings {

  private static final Logger LOG = LoggerFactory.getLogger(Codings.class);

  /** The largest body that the asking thread encodes, in bytes: well below a millisecond's work. */
  static final int AT_ONCE = 8 * 1024;

  /** The largest body that is encoded, in bytes: a thread's work for a second or less. */
  static final int LARGEST = 16 * 1024 * 1024;

  private final ResponseStore store;
  private final Executor aside;
  private final LongAdder made = new LongAdder();
  private final Set<ContentCoding> tried = EnumSet.noneOf(ContentCoding.class);
  private volatile Map<ContentCoding, Encoder> encoders = Map.of();

  /**
   * Codings of what is in a store.
   *
   * @param aside what encodes large bodies; it may refuse
   */
  public Codings(ResponseStore store, Executor aside) {
    this.store = store;
    this.aside = aside;
  }

  /**
   * Loads what policies need before they come into force; may block. A coding whose library is
   * missing is left out.
   */
  public synchronized void prepare(PolicySet policies) {
    Map<ContentCoding, Encoder> loaded = new EnumMap<>(ContentCoding.class);
    loaded.putAll(encoders);
    policies.routes().stream()
        .flatMap(route -> route.cache().compression().stream())
        .flatMap(compression -> compression.codings().stream())
        .filter(tried::add)
        .forEach(coding -> Encoders.load(coding).ifPresent(encoder -> loaded.put(coding, encoder)));
    encoders = Map.copyOf(loaded);
  }

  /**
   * A stored response as a request gets it: in the coding that it prefers, if that is made or made
   * at once, else as it is.
   *
   * @param key asked for the key under which it was found, if need be
   */
  public StoredResponse represent(
      Supplier<CacheKey> key, StoredResponse stored, RequestHead request, Instant now) {
    if (stored.terms().compression().isEmpty()) {
      return stored;
    }
    return Representation.preferred(stored, request, encoders.keySet())
        .flatMap(coding -> coded(key, stored, coding, request, now))
        .orElseGet(() -> Representation.identity(stored));
  }

  private Optional<StoredResponse> coded(
      Supplier<CacheKey> key,
      StoredResponse stored,
      ContentCoding coding,
      RequestHead request,
      Instant now) {
    StoredResponse coded = Representation.coded(stored, coding);
    if (Representation.isKnown(coded, request, now)) {
      return Optional.of(coded);
    }
    return stored.body() instanceof HeapBody body
        ? encoded(key, body, coding).map(coded::withBody)
        : Optional.empty();
  }

  private Optional<HeapBody> encoded(Supplier<CacheKey> key, HeapBody body, ContentCoding coding) {
    Encodings encodings = body.encodings();
    if (encodings.in(coding) == Encoding.None.NOT_MADE
        && body.length().orElseThrow() <= LARGEST
        && encodings.begin(coding)) {
      begin(key, body, coding);
    }
    return encodings.in(coding) instanceof Encoding.Made(HeapBody bytes)
        ? Optional.of(bytes)
        : Optional.empty();
  }

  private void begin(Supplier<CacheKey> key, HeapBody body, ContentCoding coding) {
    if (body.length().orElseThrow() <= AT_ONCE) {
      make(key, body, coding);
      return;
    }
    try {
      CacheKey known = key.get();
      aside.execute(() -> make(() -> known, body, coding));
    } catch (RejectedExecutionException e) {
      body.encodings().end(coding, Encoding.None.NOT_MADE);
    }
  }

  private void make(Supplier<CacheKey> key, HeapBody body, ContentCoding coding) {
    Encoding outcome = Encoding.None.USELESS;
    try {
      outcome = encode(body, coding);
      made.increment();
    } catch (EncodingException | RuntimeException e) {
      LOG.warn("A stored answer could not be encoded in {}: it goes out as it is.", coding, e);
    } finally {
      body.encodings().end(coding, outcome);
    }
    store.reweigh(key.get());
  }

  private Encoding encode(HeapBody body, ContentCoding coding) throws EncodingException {
    ByteBuffer whole = body.bytes(0, body.length().orElseThrow());
    byte[] content = new byte[whole.remaining()];
    whole.get(content);
    byte[] encoded = Objects.requireNonNull(encoders.get(coding)).encode(content);
    return encoded.length < content.length
        ? new Encoding.Made(new HeapBody(encoded, Fields.EMPTY))
        : Encoding.None.USELESS;
  }

  /** How often content was encoded. */
  public long made() {
    return made.sum();
  }
}

package dev.edgecache.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.body.Body;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.body.Encodings.Encoding;
import dev.edgecache.body.HeapBody;
import dev.edgecache.caching.Lookup;
import dev.edgecache.caching.Stored;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.http.Fields;
import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.policy.CacheKey;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LendingTest {

  private static final int LARGE = 300_000;
  private static final long BUDGET = 2_000_000;

  private final MemoryStore store = new MemoryStore(BUDGET, _ -> {});

  @Test
  @DisplayName(
      "SEC-10: slow readers of any number of stored bodies keep a bounded part of the heap")
  void slowReadersKeepABoundedPartOfTheHeap() {
    List<Reading> slow = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      store.put(key(0), large(i));
      slow.add(new Reading(lend(0)).pull());
      assertThat(store.lentBytes()).isLessThanOrEqualTo(BUDGET / 4);
    }

    // One that left the store fits, and one is stored.
    slow.forEach(Reading::pullAll);
    assertThat(slow.stream().filter(Reading::ended).count()).isEqualTo(2);
    assertThat(slow.getFirst().failure).isEqualTo(BodyFailure.Kind.CANCELLED);
    assertThat(slow.getLast().text()).isEqualTo(textOf(99));
    assertThat(store.lentBytes()).isZero();
  }

  @Test
  @DisplayName("SEC-10: what is evicted while it is read counts as what is replaced")
  void evictedBodiesCount() {
    List<Reading> slow = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      store.put(key(i), large(i));
      if (store.lookup(key(i), Fields.EMPTY) instanceof Lookup.Found) {
        slow.add(new Reading(lend(i)).pull());
      }
      // Whoever is asked for often takes the place of others.
      for (int j = 0; j < 20; j++) {
        store.lookup(key(i + 1), Fields.EMPTY);
      }
      assertThat(store.lentBytes()).isLessThanOrEqualTo(BUDGET / 4);
    }

    slow.forEach(Reading::pullAll);
    assertThat(slow.stream().filter(reading -> !reading.ended()).count()).isPositive();
  }

  @Test
  @DisplayName("SEC-10: a reader from whom a body was taken back keeps nothing of it")
  void whatWasTakenBackIsFree() {
    store.put(key(0), large(0));
    WeakReference<Body> body = new WeakReference<>(bodyOf(0));
    Reading slow = new Reading(lend(0)).pull();
    for (int i = 1; i < 10; i++) {
      store.put(key(0), large(i));
      new Reading(lend(0)).pull();
    }

    for (int i = 0; i < 100 && body.get() != null; i++) {
      System.gc();
    }
    assertThat(body.get()).isNull();
    assertThat(slow.pull().failure).isEqualTo(BodyFailure.Kind.CANCELLED);
  }

  @Test
  @DisplayName("SEC-10: an encoding is stored as long as the body that it is made of")
  void encodingsLeaveWithTheirBody() {
    store.put(key(0), large(0));
    HeapBody encoded = new HeapBody(new byte[LARGE], Fields.EMPTY);
    ((HeapBody) bodyOf(0)).encodings().end(ContentCoding.BR, new Encoding.Made(encoded));
    Reading slow = new Reading(store.lend(() -> key(0), encoded)).pull();
    assertThat(store.lentBytes()).isZero();

    store.put(key(0), large(1));
    assertThat(store.lentBytes()).isEqualTo(LARGE);
    slow.pullAll();
    assertThat(store.lentBytes()).isZero();
  }

  @Test
  void whatIsStoredIsNeverTakenBack() {
    store.put(key(0), large(0));
    List<Reading> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      slow.add(new Reading(lend(0)).pull());
    }

    assertThat(slow).allSatisfy(reading -> assertThat(reading.pullAll().ended()).isTrue());
    assertThat(store.lentBytes()).isZero();
  }

  @Test
  void whatLeftIsReadToItsEndWhileThereIsRoom() {
    store.put(key(0), large(0));
    Reading slow = new Reading(lend(0)).pull();
    store.remove(key(0), response(0));
    assertThat(store.lentBytes()).isEqualTo(LARGE);

    assertThat(slow.pullAll().text()).isEqualTo(textOf(0));
    assertThat(store.lentBytes()).isZero();
  }

  @Test
  void aReaderWhoGoesGivesItsRoomBack() {
    store.put(key(0), large(0));
    BodySource stream = lend(0).slice(10, LARGE - 10);
    store.put(key(0), large(1));
    assertThat(store.lentBytes()).isEqualTo(LARGE);

    stream.cancel();
    assertThat(store.lentBytes()).isZero();
  }

  @Test
  void aBodyThatARenewedResponseKeepsIsStored() {
    store.put(key(0), large(0));
    Reading slow = new Reading(lend(0)).pull();
    store.put(key(0), large(9).withBody(bodyOf(0)));

    assertThat(store.lentBytes()).isZero();
    assertThat(slow.pullAll().ended()).isTrue();
  }

  @Test
  void aBodyThatLeftBeforeItsReaderBeganCountsToo() {
    store.put(key(0), large(0));
    Body lent = lend(0);
    store.remove(key(0), response(0));
    new Reading(lent).pull();

    assertThat(store.lentBytes()).isEqualTo(LARGE);
  }

  @Test
  void smallBodiesAreHandedOutAsTheyAre() {
    StoredResponse small = Stored.response().body("small").get();
    assertThat(store.lend(() -> key(0), small.body())).isSameAs(small.body());
  }

  private static CacheKey key(int number) {
    return CacheKey.of("v1", "http", "shop.example", "/p/" + number);
  }

  private static String textOf(int number) {
    return (number + "/").repeat(LARGE).substring(0, LARGE);
  }

  private static StoredResponse large(int number) {
    return Stored.response().body(textOf(number)).get();
  }

  private StoredResponse response(int number) {
    return ((Lookup.Found) store.lookup(key(number), Fields.EMPTY)).response();
  }

  private Body bodyOf(int number) {
    return response(number).body();
  }

  private Body lend(int number) {
    return store.lend(() -> key(number), bodyOf(number));
  }

  /** What one reader has got so far. */
  private static final class Reading implements BodyReceiver {
    private final BodySource stream;
    private final StringBuilder text = new StringBuilder();
    private boolean greedy;
    private @Nullable Fields end;
    private BodyFailure.@Nullable Kind failure;

    Reading(Body body) {
      this.stream = body.stream();
    }

    Reading pull() {
      stream.next(this);
      return this;
    }

    Reading pullAll() {
      greedy = true;
      return pull();
    }

    String text() {
      return text.toString();
    }

    boolean ended() {
      return end != null;
    }

    @Override
    public void chunk(ByteBuffer bytes) {
      text.append(ISO_8859_1.decode(bytes.duplicate()));
      if (greedy) {
        stream.next(this);
      }
    }

    @Override
    public void end(Fields trailers) {
      end = trailers;
    }

    @Override
    public void failed(BodyFailure cause) {
      failure = cause.kind();
    }
  }
}

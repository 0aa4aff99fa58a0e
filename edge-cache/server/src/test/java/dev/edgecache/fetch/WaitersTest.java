package dev.edgecache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.caching.Admission;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.fetch.Waiters.Entering;
import dev.edgecache.fetch.Waiters.Waiter;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.origin.choice.Lot;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Match;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.ReadResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who waits for a fetch, and that each takes a place in the waiting room exactly as long. */
class WaitersTest {

  private static final int PER_FETCH = 2;
  private static final int IN_ALL = 3;
  private static final FetchRequest REQUEST = request();

  /** A listener like no other. */
  private static final class Client implements FetchListener {
    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void outcome(FetchOutcome outcome) {}
  }

  private final Waiters.Room room = new Waiters.Room(new WaitLimits(PER_FETCH, IN_ALL));
  private final FetchListener starter = new Client();
  private final FetchListener first = new Client();
  private final FetchListener second = new Client();
  private final Waiters waiters = startedBy(starter);

  private Waiters startedBy(FetchListener listener) {
    return new Waiters(room, REQUEST, listener);
  }

  private static Entering enter(Waiters waiters, FetchListener listener) {
    return waiters.enter(REQUEST, listener);
  }

  private void assertRoomIsFor(int requests) {
    for (int i = 0; i < requests; i++) {
      assertThat(enter(startedBy(new Client()), new Client())).isEqualTo(Entering.ENTERED);
    }
    assertThat(enter(startedBy(new Client()), new Client())).isEqualTo(Entering.FULL);
  }

  @Test
  void theStarterTakesNoPlace() {
    assertThat(waiters.size()).isEqualTo(1);
    assertRoomIsFor(IN_ALL);
  }

  @Test
  void thoseWhoEnterTakeOnePlaceEachUpToTheLimitOfOneFetch() {
    assertThat(enter(waiters, first)).isEqualTo(Entering.ENTERED);
    assertThat(enter(waiters, second)).isEqualTo(Entering.ENTERED);
    assertThat(enter(waiters, new Client())).isEqualTo(Entering.FULL);
    assertRoomIsFor(IN_ALL - 2);
  }

  @Test
  @DisplayName("COL-6: a starter that leaves frees no place: the others wait on")
  void aStarterThatLeavesFreesNoPlace() {
    enter(waiters, first);
    enter(waiters, second);
    assertThat(waiters.leave(starter)).isFalse();

    assertThat(enter(waiters, new Client())).isEqualTo(Entering.FULL);
    assertRoomIsFor(IN_ALL - 2);
  }

  @Test
  @DisplayName("COL-6: all places are free once the last one has left, whoever left first")
  void whoLeavesFreesItsPlace() {
    enter(waiters, first);
    enter(waiters, second);
    assertThat(waiters.leave(first)).isFalse();
    assertThat(waiters.leave(first)).isFalse();
    assertThat(waiters.leave(starter)).isFalse();
    assertThat(waiters.leave(second)).isTrue();

    assertRoomIsFor(IN_ALL);
  }

  @Test
  @DisplayName("COL-6: nobody enters, and takes a place, where nobody waits any more")
  void theLastOneClosesTheDoor() {
    assertThat(waiters.leave(starter)).isTrue();
    assertThat(enter(waiters, first)).isEqualTo(Entering.CLOSED);
    assertThat(waiters.leave(first)).isFalse();

    assertThat(waiters.size()).isZero();
    assertRoomIsFor(IN_ALL);
  }

  @Test
  @DisplayName("COL-6: all places are free once the head has come, with the starter or without")
  void closingFreesAllPlaces() {
    Waiters left = startedBy(new Client());
    enter(waiters, first);
    enter(waiters, second);
    waiters.leave(starter);
    enter(left, new Client());

    assertThat(waiters.close()).extracting(Waiter::listener).containsExactly(first, second);
    assertThat(left.close()).extracting(Waiter::isStarter).containsExactly(true, false);
    assertThat(waiters.close()).isEmpty();
    assertThat(waiters.leave(first)).isFalse();
    assertThat(enter(waiters, new Client())).isEqualTo(Entering.CLOSED);
    assertRoomIsFor(IN_ALL);
  }

  private static FetchRequest request() {
    String policy = "policy: test\nroutes:\n  - { name: all, path: /**, cache: { fresh: 1m } }\n";
    RequestHead head = new RequestHead("GET", "http", "h", "/", null, Fields.EMPTY);
    if (PolicyFiles.parse("test.yaml", policy) instanceof ReadResult.Valid<Policy>(var read, _)) {
      Match match = PolicySet.of(List.of(read)).match(head);
      if (match.route().cache() instanceof CacheRule.Store rule) {
        return new FetchRequest(
            match,
            rule,
            KeyRules.key(match, head),
            head,
            head,
            List.of(),
            Optional.empty(),
            Requirement.NONE,
            Admission.ANY,
            new Lot(0),
            0);
      }
    }
    throw new AssertionError(policy);
  }
}

package dev.edgecache.caching.downstream;

import dev.edgecache.caching.Freshness;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.CacheRule;
import dev.edgecache.policy.CdnRule;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is said of answers to whoever asked for them, beside what their origin says. */
public interface Downstream {

  /** Only what the origin says, and the age. */
  Downstream AS_THE_ORIGIN_SAYS =
      new Downstream() {
        @Override
        public Told stored(Supplier<Kept> kept, Fields answer) {
          return new Told(answer, Age.TOLD);
        }

        @Override
        public Fields passed(CacheRule rule, Fields answer) {
          return answer;
        }

        @Override
        public Fields own() {
          return Fields.EMPTY;
        }
      };

  /** Whether an answer tells its age (RFC 9111 §5.1). */
  enum Age {
    /** It does. */
    TOLD,
    /** It does not: its lifetime is what remains of it. */
    LEFT_OUT
  }

  /** The fields of an answer, and what becomes of its age. */
  record Told(Fields fields, Age age) {}

  /**
   * What is known of an answer that this cache keeps.
   *
   * @param cdn how the cache in front may keep it; empty if it must not
   * @param rule how this cache keeps it
   * @param tags its tags, the implicit ones included
   * @param freshness how fresh it is now
   */
  record Kept(Optional<CdnRule> cdn, CacheRule rule, Set<String> tags, Freshness freshness) {}

  /**
   * What is said of an answer that this cache keeps.
   *
   * @param kept what is known of it
   * @param answer its fields, without Age
   */
  Told stored(Supplier<Kept> kept, Fields answer);

  /** What is said of an answer that this cache does not keep. */
  Fields passed(CacheRule rule, Fields answer);

  /** What is said of answers that this cache makes itself. */
  Fields own();
}

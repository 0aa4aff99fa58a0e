package dev.edgecache.serve.decide;

import dev.edgecache.caching.Admission;
import dev.edgecache.consistency.Requirement;
import dev.edgecache.policy.CacheKey;

/** What a client demands of answers beyond what invalidations do. */
public interface Demands {

  /** Nothing. */
  Demands NONE =
      new Demands() {
        @Override
        public Requirement requirement(String key) {
          return Requirement.NONE;
        }

        @Override
        public Admission admission(CacheKey key) {
          return Admission.ANY;
        }
      };

  /**
   * What must be true of an answer that is fetched.
   *
   * @param key the text of the answer's key
   */
  Requirement requirement(String key);

  /**
   * Which stored answers the client may get.
   *
   * @param key their key
   */
  Admission admission(CacheKey key);
}

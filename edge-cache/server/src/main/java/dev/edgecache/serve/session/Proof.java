package dev.edgecache.serve.session;

import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Position;
import java.util.Optional;

/** What proves more of stored answers than their fetch did. Safe for any thread; never blocks. */
@FunctionalInterface
public interface Proof {

  /** Nothing does. */
  Proof NONE = _ -> Optional.empty();

  /** A position whose history an answer is proven to reflect in full, if there is one. */
  Optional<Position> of(StoredResponse response);
}

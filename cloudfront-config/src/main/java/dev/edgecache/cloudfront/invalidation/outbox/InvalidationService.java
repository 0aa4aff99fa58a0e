package dev.edgecache.cloudfront.invalidation.outbox;

import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;

/** What invalidates. It may take its time, and never throws. */
public interface InvalidationService {

  /** Sends a batch. */
  Created create(Batch batch);

  /** Asks whether a batch is completed. */
  Asked ask(Destination to, String id);
}

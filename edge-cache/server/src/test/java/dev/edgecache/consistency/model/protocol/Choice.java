package dev.edgecache.consistency.model.protocol;

/**
 * What a design decides in one respect. The first constant of each kind is what a {@link Design}
 * has that names none: together they are the protocol without sessions.
 */
public sealed interface Choice {

  /** What a lookup compares. */
  enum Lookup implements Choice {
    FLOORS,
    UNCHECKED
  }

  /** What an invalidation raises. */
  enum Raises implements Choice {
    POSITION,
    /** The position always, and the sequence for an invalidation that carries no position. */
    POSITION_AND_SEQUENCE,
    SEQUENCE,
    NOTHING
  }

  /** Which position an invalidation has. */
  enum EventPosition implements Choice {
    /** The end of the commit. */
    OF_COMMIT,
    /** One taken in the transaction before it committed. */
    BEFORE_COMMIT,
    /** None: the primary's is read on receipt. */
    SAMPLED
  }

  /** What an invalidation removes. */
  enum Removal implements Choice {
    NOTHING,
    STORED,
    /** What is stored, at once and later again; it is acknowledged after the second time. */
    STORED_TWICE
  }

  /** Whether an invalidation forbids running fetches to be stored. */
  enum Lease implements Choice {
    NONE,
    REVOKED
  }

  /** Where invalidations come from. */
  enum Events implements Choice {
    /** The writer, after its commit. */
    WRITER,
    /** The log of replica 1, once that has replayed the commit. */
    REPLICA
  }

  /** What is compared before an answer is stored. */
  enum Storing implements Choice {
    UNCHECKED,
    /** The floors, in one step with the storing. */
    CHECKED,
    /** The floors, in a step of its own before the storing. */
    CHECKED_BEFORE
  }

  /** Whether a request may wait for a fetch that another began. */
  enum Joining implements Choice {
    CHECKED_PER_WAITER,
    UNCHECKED,
    NONE
  }

  /** When the tags of an answer, and with them its floors, are known. */
  enum Tags implements Choice {
    BEFORE_FETCH,
    /** With the head; each waiter's floor is computed again then. */
    FROM_HEAD,
    /** With the head; the waiters keep the floor from before, which is none. */
    FROM_HEAD_FLOORS_KEPT
  }

  /** When a fetch reads its lower bound. */
  enum Order implements Choice {
    POSITION_THEN_DATA,
    DATA_THEN_POSITION
  }

  /** Whose position a fetch from a replica reads. */
  enum Positions implements Choice {
    OF_THE_ONE_READ,
    /** That of any replica, which need not be the one that gives the data. */
    OF_ANY,
    /** The least of all in an earlier reading; as upper bound the greatest of all, read after. */
    POLLED,
    /** As {@link #POLLED}, but the upper bound is the greatest of the earlier reading. */
    POLLED_UPPER
  }

  /** When a fetch notes the sequence. */
  enum Noting implements Choice {
    BEFORE_ASKING,
    AFTER_DATA
  }

  /** What takes the place of a stored answer. */
  enum Replacement implements Choice {
    ANY,
    /** One whose lower bound is at least the upper bound of the stored one. */
    NOT_OLDER
  }

  /** What a fetch below a floor leaves behind. */
  enum Blocked implements Choice {
    NOTHING,
    /** A mark that answers for this key are not stored. */
    UNCACHEABLE_MARK
  }

  /** What a session's token is made of; each raises it by its own writes. */
  enum Token implements Choice {
    NONE,
    /** The upper bound of everything served. */
    UPPER_BOUND,
    LOWER_BOUND,
    WRITES_ALONE
  }

  /** When a token is forgotten. */
  enum TokenEnd implements Choice {
    NEVER,
    ONE_REPLICA_PAST,
    ALL_REPLICAS_PAST,
    ALL_REPLICAS_AND_STORED_PAST
  }

  /** Where a token is kept. */
  enum TokenPlace implements Choice {
    WITH_CLIENT,
    AT_PROXY
  }

  /**
   * Up to where the invalidations that came lift lower bounds that are compared with tokens: to the
   * latest write with no earlier one missing.
   */
  enum Watermark implements Choice {
    NONE,
    /** That of answers that meet their floors at the same instant. */
    OF_WHAT_MEETS_FLOORS,
    OF_ALL,
    /** As {@link #OF_WHAT_MEETS_FLOORS}, but to the latest write, though earlier ones miss. */
    WITH_GAPS
  }

  /** How an answer below a soft floor goes out. */
  enum Soft implements Choice {
    DECLARED,
    UNDECLARED,
    /** Declared, and below hard floors as well. */
    HARD_TOO,
    /** Declared, and to sessions whose token is above it as well. */
    BELOW_TOKEN
  }

  /** From when the time runs in which an answer below a soft floor may be used. */
  enum SoftWindow implements Choice {
    /** The first invalidation that the answer does not meet. */
    FIRST_UNMET,
    /** The first invalidation of the tag since any answer met its floor. */
    FIRST_UNANSWERED,
    LATEST
  }

  /** What a restart does to floors; stored answers are lost with it. */
  enum Restart implements Choice {
    KEEPS_FLOORS,
    /** All floors become the primary's position. */
    SAMPLES_FLOOR,
    LOSES_FLOORS
  }

  /** What is compared of the epoch of a position. */
  enum Epochs implements Choice {
    /** All: what is above the switch point proves nothing, nor does a token from before. */
    HELD,
    HELD_BUT_FOR_TOKENS,
    IGNORED
  }
}

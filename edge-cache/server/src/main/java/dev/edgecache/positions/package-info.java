/**
 * How far the databases behind the origins have come: pollers ask each of them, a tracker relates
 * what they tell.
 *
 * <p>Threads: each database has a virtual thread of its own, which alone asks it. {@link
 * dev.edgecache.positions.Positions} is safe for any thread and never blocks: readers take what the
 * tracker published last. Futures are completed on threads of their own, so that what depends on
 * them holds no poller up.
 *
 * <p>Locks: the tracker's, and one in each poller; neither is held while the other is taken, or
 * while a database is asked.
 */
@NullMarked
package dev.edgecache.positions;

import org.jspecify.annotations.NullMarked;

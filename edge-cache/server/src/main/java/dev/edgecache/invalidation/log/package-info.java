/**
 * The invalidation log: one sequence, floors raised in its order, acknowledged once it is durable.
 *
 * <p>Threads: {@link dev.edgecache.invalidation.log.InvalidationLog} is safe for any thread. An
 * invalidation gets its sequence and raises its floors under the log's lock, on the thread that
 * brings it; then it waits to be written together with others. One thread writes at a time.
 *
 * <p>Locks, the outer first: the log's, then that of its writing or of its locating, then that of
 * the floors. Nobody is called back under one.
 */
@NullMarked
package dev.edgecache.invalidation.log;

import org.jspecify.annotations.NullMarked;

/**
 * One exchange with the origin, shared by every request that may have its answer, and stored on the
 * way.
 *
 * <p>Threads: every type here is safe for any thread. A {@link dev.edgecache.fetch.Fetch} and its
 * {@link dev.edgecache.fetch.Waiters} have one lock each, under which nothing but their own fields
 * and the count of those who wait is touched; outcomes are told without them, on the thread of the
 * origin's connection or on the caller's. No code of this package holds two locks.
 */
@NullMarked
package dev.edgecache.fetch;

import org.jspecify.annotations.NullMarked;

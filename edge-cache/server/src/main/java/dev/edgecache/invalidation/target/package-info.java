/**
 * The way of invalidations to caches outside, such as CloudFront: only once this node is clean.
 *
 * <p>Threads: {@link dev.edgecache.invalidation.target.TargetFeed} is safe for any thread; one
 * thread of its own hands invalidations over, in their order, and holds no lock meanwhile.
 */
@NullMarked
package dev.edgecache.invalidation.target;

import org.jspecify.annotations.NullMarked;

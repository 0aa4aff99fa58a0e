/**
 * What has been invalidated: the floors that every lookup compares with the provenance of a stored
 * answer.
 *
 * <p>Threads: {@link dev.edgecache.invalidation.Floors} is safe for any thread. Invalidations are
 * applied one after the other under its lock; lookups take no lock. A floor is visible before the
 * sequence that announces it, and the invalidation is acknowledged after both.
 */
@NullMarked
package dev.edgecache.invalidation;

import org.jspecify.annotations.NullMarked;

/**
 * CloudFront in front of this cache: what invalidations and tags mean there.
 *
 * <p>Threads: all types are safe for any thread.
 */
@NullMarked
package dev.edgecache.cdn;

import org.jspecify.annotations.NullMarked;

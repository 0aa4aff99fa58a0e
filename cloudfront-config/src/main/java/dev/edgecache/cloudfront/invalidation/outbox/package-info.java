/**
 * What is to be invalidated at CloudFront, kept on disk until it is done.
 *
 * <p>Threads: {@link dev.edgecache.cloudfront.invalidation.outbox.Outbox} is safe for any thread.
 * One thread at a time makes calls, and holds no lock meanwhile. What changes is on disk before it
 * is true in memory; a batch is on disk, with its reference, before it is sent.
 */
@NullMarked
package dev.edgecache.cloudfront.invalidation.outbox;

import org.jspecify.annotations.NullMarked;

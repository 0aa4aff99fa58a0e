/**
 * What is told of a request when it is over, to the client, the access log and the metrics.
 *
 * <p>Thread rule: the records are immutable; observers are called on I/O threads and must not
 * block.
 */
@NullMarked
package dev.edgecache.serve.record;

import org.jspecify.annotations.NullMarked;

/**
 * Messages from Amazon SQS.
 *
 * <p>Threads: the thread of the source receives messages and puts them in effect. A second one
 * deletes from the queue what is kept, so that a slow deletion delays no effect, and extends the
 * visibility timeout of what is not kept yet. They share concurrent queues, and no locks.
 */
@NullMarked
package dev.edgecache.sources.sqs;

import org.jspecify.annotations.NullMarked;

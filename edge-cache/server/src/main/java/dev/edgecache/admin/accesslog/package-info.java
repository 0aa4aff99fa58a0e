/**
 * The access log: one line of JSON for each finished request, without personal data.
 *
 * <p>Thread rule: any thread may offer a record; one thread of the log's own turns records into
 * lines and writes them. Between them is a queue of bounded length without a lock; what does not
 * fit is dropped and counted, so that a slow disk never slows an answer.
 */
@NullMarked
package dev.edgecache.admin.accesslog;

import org.jspecify.annotations.NullMarked;

/**
 * The operator's side: an HTTP server of its own for health, metrics, the policies in force, their
 * reload and their explanation.
 *
 * <p>Thread rule: requests are guarded on the I/O thread and answered on a worker thread; whatever
 * an endpoint calls must be safe for use by several threads.
 */
@NullMarked
package dev.edgecache.admin;

import org.jspecify.annotations.NullMarked;

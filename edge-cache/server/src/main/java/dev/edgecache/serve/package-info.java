/**
 * The viewer's side: listeners, the first check of each request, bytes in both directions between a
 * client and a {@link dev.edgecache.body.BodySource}; turns an exchange into a request, and a
 * decision into bytes.
 *
 * <p>Thread rule: everything that belongs to one exchange runs on the I/O thread of its connection,
 * and nothing blocks there. Calls that may come from another thread (a receiver's, a source's
 * {@code next}) hop to that thread themselves. There are no locks; what crosses threads is a
 * volatile field whose writer and reader alternate by the pull protocol.
 *
 * <p>An exchange that is not answered within the handler's own call is dispatched before its
 * request body is pulled: {@code exchange.dispatch(SameThreadExecutor.INSTANCE, task)} stays on the
 * I/O thread.
 */
@NullMarked
package dev.edgecache.serve;

import org.jspecify.annotations.NullMarked;

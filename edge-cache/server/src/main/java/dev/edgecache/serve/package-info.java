/**
 * The order of one request: from a client's head by the rules, the store and the origin to the
 * answer; turns an exchange into a request, and a decision into bytes.
 *
 * <p>Thread rule: everything that belongs to one exchange runs on the I/O thread of its connection,
 * and nothing blocks there. What a fetch or an origin tells may come on another thread and hops to
 * that thread first. There are no locks.
 *
 * <p>An exchange that is not answered within the handler's own call is dispatched before its
 * request body is pulled: {@code exchange.dispatch(SameThreadExecutor.INSTANCE, task)} stays on the
 * I/O thread.
 */
@NullMarked
package dev.edgecache.serve;

import org.jspecify.annotations.NullMarked;

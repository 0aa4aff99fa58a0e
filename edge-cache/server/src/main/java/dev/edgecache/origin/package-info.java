/**
 * The origins: which one answers a request, its health, its connections, and one exchange with it
 * over HTTP/1.1 (RFC 9112).
 *
 * <p>Thread rule: every connection belongs to one event loop. All state of a connection, of the
 * exchange that uses it, and of a body that is still being received is touched on that loop only;
 * calls from elsewhere hop onto it. Listeners, observers and the receivers of bodies are called on
 * event loops and must not block. {@link OriginClient#exchange} and the cancelling of exchanges and
 * bodies may be called from any thread.
 *
 * <p>Lock order: the pool of an origin has one lock, held for a few instructions, under which
 * nothing outside the pool is called. The cache of addresses has another. Neither is taken while
 * the other is held.
 *
 * <p>The wire is read by Netty's decoder behind {@code ResponseDecoder}, which holds it to what one
 * response may contain; request heads are written straight from {@link dev.edgecache.http.Fields}.
 */
@NullMarked
package dev.edgecache.origin;

import org.jspecify.annotations.NullMarked;

/**
 * The messages of one connection and their bodies, as HTTP/1.1 writes them (RFC 9112).
 *
 * <p>Thread rule: all state is touched on the event loop of the connection only, also that of a
 * body that is still being received; what a body's receiver and its {@code cancel} call from
 * elsewhere hops onto it. There are no locks.
 *
 * <p>The wire is read by Netty's decoder behind {@link ResponseDecoder}, which holds it to what one
 * response may contain; request heads are written straight from {@link dev.edgecache.http.Fields}.
 */
@NullMarked
package dev.edgecache.origin.http1.message;

import org.jspecify.annotations.NullMarked;

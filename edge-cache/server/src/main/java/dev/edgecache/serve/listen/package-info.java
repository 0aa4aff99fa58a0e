/**
 * The listeners: sockets, TLS, limits, and what is refused before it is a request.
 *
 * <p>Thread rule: what belongs to one connection runs on its I/O thread, and nothing blocks there.
 * Listeners are opened and closed by the threads of their owner. There are no locks; what all
 * connections share (the count of exchanges in flight, the pool of buffers) is atomic or volatile.
 */
@NullMarked
package dev.edgecache.serve.listen;

import org.jspecify.annotations.NullMarked;

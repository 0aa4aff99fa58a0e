/**
 * Clients' connections: the streams of HTTP/2, what is borne of their clients, and whether a client
 * is still there.
 *
 * <p>Thread rule: what belongs to one connection runs on its I/O thread, and nothing blocks there.
 * The set of open connections may be read by any thread. There are no locks.
 */
@NullMarked
package dev.edgecache.serve.connection;

import org.jspecify.annotations.NullMarked;

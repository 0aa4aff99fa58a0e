/**
 * A client of one origin over pooled connections of HTTP/1.1 (RFC 9112).
 *
 * <p>Thread rule: every connection belongs to one event loop. All state of a connection and of the
 * exchange that uses it is touched on that loop only; calls from elsewhere hop onto it.
 *
 * <p>Lock order: the pool of an origin has one lock, held for a few instructions, under which
 * nothing outside the pool is called. The cache of addresses has another. Neither is taken while
 * the other is held.
 */
@NullMarked
package dev.edgecache.origin.http1;

import org.jspecify.annotations.NullMarked;

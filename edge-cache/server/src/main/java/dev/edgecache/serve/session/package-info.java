/**
 * The sessions of clients: what they have written and seen, so that they never get less.
 *
 * <p>Threads: {@link dev.edgecache.serve.session.Sessions} is safe for any thread; a {@link
 * dev.edgecache.serve.session.ClientSession} belongs to one request, whose threads hand it on.
 */
@NullMarked
package dev.edgecache.serve.session;

import org.jspecify.annotations.NullMarked;

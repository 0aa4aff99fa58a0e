/**
 * The origins as others know them: which one answers a request, its settings and its health, and
 * one exchange with it.
 *
 * <p>Thread rule: listeners, observers and the receivers of bodies are called on event loops and
 * must not block. {@link OriginClient#exchange} and the cancelling of exchanges and bodies may be
 * called from any thread.
 */
@NullMarked
package dev.edgecache.origin;

import org.jspecify.annotations.NullMarked;

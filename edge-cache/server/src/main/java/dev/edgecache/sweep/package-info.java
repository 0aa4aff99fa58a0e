/**
 * The removal of stored answers that nobody gets any more, a few at a time, and with it the
 * retirement of floors that say nothing of what is left.
 *
 * <p>Threads: {@link dev.edgecache.sweep.Sweep} works on the background that it is given, one task
 * after the other; there are no locks.
 */
@NullMarked
package dev.edgecache.sweep;

import org.jspecify.annotations.NullMarked;

/**
 * Which origin is asked, so that its answer meets what is demanded of it while replicas lag.
 *
 * <p>Threads: {@link dev.edgecache.refill.OriginChoice} is safe for any thread and never blocks; it
 * has no lock of its own.
 */
@NullMarked
package dev.edgecache.refill;

import org.jspecify.annotations.NullMarked;

/**
 * A server that is killed again and again under load, and what it must still know afterwards.
 *
 * <p>Threads: the run has one; readers and writers have one each. What they share is safe for any.
 */
@NullMarked
package dev.edgecache.check.kill;

import org.jspecify.annotations.NullMarked;

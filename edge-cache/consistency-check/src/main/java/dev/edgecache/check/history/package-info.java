/**
 * What happened in a run, and what is wrong with it: pure code, each check one pass over a history
 * in the order of time. Times are readings of {@link java.lang.System#nanoTime} in one process.
 */
@NullMarked
package dev.edgecache.check.history;

import org.jspecify.annotations.NullMarked;

/**
 * Where the invalidation log is kept: in a file, or nowhere.
 *
 * <p>Threads: a journal is written and closed by one thread at a time; any may ask what it holds
 * and how large it is.
 */
@NullMarked
package dev.edgecache.invalidation.journal;

import org.jspecify.annotations.NullMarked;

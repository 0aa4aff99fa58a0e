/**
 * Stored responses and bodies that still grow.
 *
 * <p>Threads: {@link dev.edgecache.store.MemoryStore} is safe for any thread and never blocks but
 * for the short updates of one key; so is {@link dev.edgecache.store.LearnedKeys}. {@link
 * dev.edgecache.store.GrowingBody} is filled by its source's thread and read by others; it has one
 * lock, under which nothing outside the body is called.
 */
@NullMarked
package dev.edgecache.store;

import org.jspecify.annotations.NullMarked;

/**
 * Content codings of what is stored: made when first wanted, kept with the body, weighed with it.
 *
 * <p>Threads: {@link dev.edgecache.coding.Codings} is safe for any thread and never waits. A small
 * body is encoded by the thread that asks, a large one by {@link
 * dev.edgecache.coding.EncodingThreads}; whoever asks meanwhile gets the body as it is. Each body
 * has one lock, which only those take who begin or end an encoding, and under which nothing else is
 * called.
 */
@NullMarked
package dev.edgecache.coding;

import org.jspecify.annotations.NullMarked;

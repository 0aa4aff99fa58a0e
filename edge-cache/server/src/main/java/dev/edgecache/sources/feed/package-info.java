/**
 * What keeps sources running that ask their bus for messages: pauses after failures, what operators
 * are told, and the rule for feeds that are lost.
 *
 * <p>Threads: each {@link dev.edgecache.sources.feed.FeedLoop} has one virtual thread, which alone
 * opens, steps and closes its feed. {@link dev.edgecache.sources.feed.Progress} is safe for any
 * thread and calls nobody under its lock; {@link dev.edgecache.sources.feed.LostFeeds} takes the
 * lock of floors, and of each progress, under its own.
 */
@NullMarked
package dev.edgecache.sources.feed;

import org.jspecify.annotations.NullMarked;

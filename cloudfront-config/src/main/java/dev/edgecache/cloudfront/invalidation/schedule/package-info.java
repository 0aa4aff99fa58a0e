/**
 * When which items go out, and what becomes of them: a state machine that takes the time as a
 * parameter and does nothing itself. Pure.
 *
 * <p>{@link dev.edgecache.cloudfront.invalidation.schedule.Backlog} is what outlives the process,
 * {@link dev.edgecache.cloudfront.invalidation.schedule.Change} how it changes, {@link
 * dev.edgecache.cloudfront.invalidation.schedule.Schedule} what is to be done next.
 */
@NullMarked
package dev.edgecache.cloudfront.invalidation.schedule;

import org.jspecify.annotations.NullMarked;

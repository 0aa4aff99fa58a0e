/**
 * Single databases that are asked how far they have come: PostgreSQL, by its log; any other by a
 * query or by HTTP.
 *
 * <p>Threads: a {@link dev.edgecache.positions.database.Database} is asked by one thread at a time
 * and may block it; closing it from another thread is allowed, and ends what blocks.
 */
@NullMarked
package dev.edgecache.positions.database;

import org.jspecify.annotations.NullMarked;

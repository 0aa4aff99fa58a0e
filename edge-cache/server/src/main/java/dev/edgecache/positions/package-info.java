/**
 * How far the databases behind the origins have come.
 *
 * <p>Threads: {@link dev.edgecache.positions.Positions} is safe for any thread and never blocks.
 */
@NullMarked
package dev.edgecache.positions;

import org.jspecify.annotations.NullMarked;

/**
 * Real PostgreSQL on this machine, for tests and the demonstration: a primary, and any number of
 * streaming standbys that can be held back, cut off, promoted and stopped one by one.
 *
 * <p>Threads: a server may be used from any thread; starting, stopping and promoting the same
 * server are not meant to happen at the same time.
 */
@NullMarked
package dev.edgecache.postgres;

import org.jspecify.annotations.NullMarked;

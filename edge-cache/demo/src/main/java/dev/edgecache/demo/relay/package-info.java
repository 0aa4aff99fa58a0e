/**
 * Distance between two places on one machine: TCP relays that deliver every byte late.
 *
 * <p>Threads: both channels of a relayed connection, and all its state, belong to one event loop.
 * There are no locks.
 */
@NullMarked
package dev.edgecache.demo.relay;

import org.jspecify.annotations.NullMarked;

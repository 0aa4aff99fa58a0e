/**
 * European users of the shop: what they ask for, how often, and how long they wait.
 *
 * <p>Threads: one thread paces the arrivals; connections and their answers belong to event loops. A
 * {@code Tally} is shared between them and guards its state with its own monitor; no other lock is
 * taken.
 */
@NullMarked
package dev.edgecache.demo.load;

import org.jspecify.annotations.NullMarked;

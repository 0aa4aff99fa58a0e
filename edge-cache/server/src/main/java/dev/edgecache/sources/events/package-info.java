/**
 * How messages of buses become invalidations: they are taken out of their envelopes, mapped by the
 * policies in force, and put into the log under ids that tell whether they came before.
 *
 * <p>Threads: {@link dev.edgecache.sources.events.EventIntake} and {@link
 * dev.edgecache.sources.events.EventLedger} are safe for any thread. The ledger's lock is the only
 * one, and nothing is called under it.
 */
@NullMarked
package dev.edgecache.sources.events;

import org.jspecify.annotations.NullMarked;

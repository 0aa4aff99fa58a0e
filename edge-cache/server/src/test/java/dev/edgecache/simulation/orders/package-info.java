/**
 * Every order in which the steps of a write, its invalidation, a replica and a few requests can
 * happen, with the product's own floors, log, store, collapser and origin choice.
 */
@NullMarked
package dev.edgecache.simulation.orders;

import org.jspecify.annotations.NullMarked;

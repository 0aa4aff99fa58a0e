/**
 * A deterministic simulation of two proxies in front of a primary and two replicas: the product's
 * own log, floors, store, collapser, tracker, origin choice and decisions, on virtual time, while
 * everything around them lags, fails, is lost, comes twice or in another order.
 *
 * <p>Everything runs on one thread, and a seed decides every delay and every failure.
 */
@NullMarked
package dev.edgecache.simulation;

import org.jspecify.annotations.NullMarked;

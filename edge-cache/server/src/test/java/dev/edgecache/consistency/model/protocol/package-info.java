/**
 * Caches in front of lagging replicas as states and steps: one model, in which a design is a set of
 * choices.
 */
@NullMarked
package dev.edgecache.consistency.model.protocol;

import org.jspecify.annotations.NullMarked;

/**
 * The consistency protocol as a model, searched through all its states. {@code protocol} has the
 * model, {@code search} the search, {@link dev.edgecache.consistency.model.ModelTest} what is
 * expected. Single-threaded.
 */
@NullMarked
package dev.edgecache.consistency.model;

import org.jspecify.annotations.NullMarked;

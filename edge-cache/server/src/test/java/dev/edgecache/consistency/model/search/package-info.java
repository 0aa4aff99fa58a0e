/** A search through every state that a model can reach. Single-threaded. */
@NullMarked
package dev.edgecache.consistency.model.search;

import org.jspecify.annotations.NullMarked;

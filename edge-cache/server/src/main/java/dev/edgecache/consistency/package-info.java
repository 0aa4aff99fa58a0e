/**
 * How old an answer may be, as pure values: what a stored answer proves, and what is asked of it.
 */
@NullMarked
package dev.edgecache.consistency;

import org.jspecify.annotations.NullMarked;

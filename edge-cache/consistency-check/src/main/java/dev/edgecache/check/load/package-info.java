/**
 * Those who read, write and invalidate. Each process belongs to one thread; what they share is safe
 * for any.
 */
@NullMarked
package dev.edgecache.check.load;

import org.jspecify.annotations.NullMarked;

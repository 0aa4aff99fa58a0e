/**
 * What a cache between this one and the browsers is told of an answer: never more than this one
 * knows.
 */
@NullMarked
package dev.edgecache.caching.downstream;

import org.jspecify.annotations.NullMarked;

/**
 * The demonstration: one shop in two regions, European users who visit it, directly and through the
 * cache, and what they experience.
 */
@NullMarked
package dev.edgecache.demo;

import org.jspecify.annotations.NullMarked;

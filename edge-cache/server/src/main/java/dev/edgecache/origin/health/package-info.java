/**
 * What is known of an origin's health, from exchanges with it and from its health checks.
 *
 * <p>Thread rule: everything may be called from any thread and nothing blocks. A standing has one
 * lock, under which nothing outside of it is called but its observer.
 */
@NullMarked
package dev.edgecache.origin.health;

import org.jspecify.annotations.NullMarked;

/**
 * Paths as values: of requests, of routes, and how their octets are written; and texts with fields
 * to fill in.
 */
@NullMarked
package dev.edgecache.policy.path;

import org.jspecify.annotations.NullMarked;

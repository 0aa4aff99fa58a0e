/** Paths as values: of requests, of routes, and how their octets are written. */
@NullMarked
package dev.edgecache.policy.path;

import org.jspecify.annotations.NullMarked;

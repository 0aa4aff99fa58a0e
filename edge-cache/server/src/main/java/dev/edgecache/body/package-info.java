/**
 * Bytes at rest and in motion, as interfaces: the body of a stored response, and a stream of body
 * bytes that one consumer pulls.
 */
@NullMarked
package dev.edgecache.body;

import org.jspecify.annotations.NullMarked;

/**
 * The policy language as values and pure rules: which route a request takes, its cache key, what
 * the origin may see of it, how long an answer may be stored, and its tags.
 */
@NullMarked
package dev.edgecache.policy;

import org.jspecify.annotations.NullMarked;

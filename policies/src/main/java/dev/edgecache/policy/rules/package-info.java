/**
 * The rules of a policy set as pure functions: the route a request takes, its cache key, what the
 * origin may see of it, whether and how long its answer may be stored, the answer's tags, and
 * cross-origin answers.
 *
 * <p>Everything that depends on a route alone is worked out once, when the set is built; a match
 * carries it. Serving, explaining and testing policies run this same code.
 */
@NullMarked
package dev.edgecache.policy.rules;

import org.jspecify.annotations.NullMarked;

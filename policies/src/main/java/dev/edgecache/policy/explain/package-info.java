/**
 * What a policy set does with one request, told to people: explanations, and examples that say what
 * was expected. Both run the rules that serving runs.
 */
@NullMarked
package dev.edgecache.policy.explain;

import org.jspecify.annotations.NullMarked;

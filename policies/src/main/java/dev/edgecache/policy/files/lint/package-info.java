/**
 * The lint of policy files: a table of rules, each a small function from a file to the places that
 * break it; the documentation of the rules is made from the same table.
 */
@NullMarked
package dev.edgecache.policy.files.lint;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.edgecache.policy.rules;

import org.jspecify.annotations.NullMarked;

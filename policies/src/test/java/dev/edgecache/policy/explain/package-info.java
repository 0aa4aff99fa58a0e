@NullMarked
package dev.edgecache.policy.explain;

import org.jspecify.annotations.NullMarked;

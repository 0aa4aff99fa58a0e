@NullMarked
package dev.edgecache.policy.path;

import org.jspecify.annotations.NullMarked;

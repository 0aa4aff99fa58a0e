@NullMarked
package dev.edgecache.policy;

import org.jspecify.annotations.NullMarked;

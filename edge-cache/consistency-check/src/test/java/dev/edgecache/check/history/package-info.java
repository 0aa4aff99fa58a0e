@NullMarked
package dev.edgecache.check.history;

import org.jspecify.annotations.NullMarked;

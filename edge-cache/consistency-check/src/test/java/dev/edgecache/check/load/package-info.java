@NullMarked
package dev.edgecache.check.load;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.edgecache.check;

import org.jspecify.annotations.NullMarked;

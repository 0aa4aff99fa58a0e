@NullMarked
package dev.edgecache.check.kill;

import org.jspecify.annotations.NullMarked;

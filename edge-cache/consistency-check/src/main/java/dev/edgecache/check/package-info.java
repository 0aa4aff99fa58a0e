/** The command {@code edge-cache consistency-check}: a run on real databases, and its verdict. */
@NullMarked
package dev.edgecache.check;

import org.jspecify.annotations.NullMarked;

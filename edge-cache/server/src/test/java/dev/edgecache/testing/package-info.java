/** Fixtures that the tests of several packages share. */
@NullMarked
package dev.edgecache.testing;

import org.jspecify.annotations.NullMarked;

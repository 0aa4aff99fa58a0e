/** How a run is written down. Safe for any thread. */
@NullMarked
package dev.edgecache.check.record;

import org.jspecify.annotations.NullMarked;

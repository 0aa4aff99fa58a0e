/** What feeds the invalidation log: the forms in which invalidations come. */
@NullMarked
package dev.edgecache.sources;

import org.jspecify.annotations.NullMarked;

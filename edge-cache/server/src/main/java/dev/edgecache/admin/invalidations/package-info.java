/** Invalidations at the admin port. */
@NullMarked
package dev.edgecache.admin.invalidations;

import org.jspecify.annotations.NullMarked;

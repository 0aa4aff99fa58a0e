/** What the admin port tells of the sources of invalidations. */
@NullMarked
package dev.edgecache.admin.sources;

import org.jspecify.annotations.NullMarked;

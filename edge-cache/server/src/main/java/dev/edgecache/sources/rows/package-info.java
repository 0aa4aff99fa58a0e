/** What changes of rows in the database invalidate. */
@NullMarked
package dev.edgecache.sources.rows;

import org.jspecify.annotations.NullMarked;

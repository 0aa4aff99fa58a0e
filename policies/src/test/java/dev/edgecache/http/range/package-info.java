/** Rule tables and properties, one file per section. */
@NullMarked
package dev.edgecache.http.range;

import org.jspecify.annotations.NullMarked;

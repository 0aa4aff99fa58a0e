/** Rule tables and properties, one file per section. */
@NullMarked
package dev.edgecache.http.coding;

import org.jspecify.annotations.NullMarked;

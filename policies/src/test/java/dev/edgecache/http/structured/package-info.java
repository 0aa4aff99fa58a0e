/** Rule tables and properties of structured field values. */
@NullMarked
package dev.edgecache.http.structured;

import org.jspecify.annotations.NullMarked;

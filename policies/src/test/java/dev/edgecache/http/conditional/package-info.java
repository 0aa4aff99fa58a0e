/** Rule tables and properties, one file per section. */
@NullMarked
package dev.edgecache.http.conditional;

import org.jspecify.annotations.NullMarked;

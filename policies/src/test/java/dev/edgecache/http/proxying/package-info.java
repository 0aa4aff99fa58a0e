/** Rule tables and properties, one file per section. */
@NullMarked
package dev.edgecache.http.proxying;

import org.jspecify.annotations.NullMarked;

/** Rule tables and properties, one file per section. */
@NullMarked
package dev.edgecache.http.negotiation;

import org.jspecify.annotations.NullMarked;

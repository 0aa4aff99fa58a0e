/**
 * Structured field values (RFC 9651): lists, dictionaries and items, read strictly and written.
 *
 * <p>A value that does not parse is absent as a whole.
 */
@NullMarked
package dev.edgecache.http.structured;

import org.jspecify.annotations.NullMarked;

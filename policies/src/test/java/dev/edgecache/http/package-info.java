/** Rule tables, one per section of an RFC, and properties of the parsers. */
@NullMarked
package dev.edgecache.http;

import org.jspecify.annotations.NullMarked;

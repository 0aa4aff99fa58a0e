/** Range requests: byte ranges, Content-Range and multipart/byteranges (RFC 9110 §14). */
@NullMarked
package dev.edgecache.http.range;

import org.jspecify.annotations.NullMarked;

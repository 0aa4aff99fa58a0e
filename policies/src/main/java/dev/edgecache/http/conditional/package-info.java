/** Conditional requests: entity tags, preconditions, If-Range (RFC 9110 §13, RFC 9111 §4.3.2). */
@NullMarked
package dev.edgecache.http.conditional;

import org.jspecify.annotations.NullMarked;

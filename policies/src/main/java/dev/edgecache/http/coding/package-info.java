/**
 * Content codings: which one a request gets, and what a message is in one of them (RFC 9110 §8.4).
 */
@NullMarked
package dev.edgecache.http.coding;

import org.jspecify.annotations.NullMarked;

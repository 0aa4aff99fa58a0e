/**
 * The words and rules of HTTP as pure code: message heads and fields, directives, entity tags,
 * preconditions, ranges, Vary, dates, structured fields, Cache-Status.
 *
 * <p>Nothing here reads a clock, logs, or throws on what a peer sent.
 */
@NullMarked
package dev.edgecache.http;

import org.jspecify.annotations.NullMarked;

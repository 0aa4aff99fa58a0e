/**
 * RFC 9111 and RFC 5861 under a policy: how fresh a stored response is, whether a request may have
 * it, what it gets, and what a validation changes. Pure.
 */
@NullMarked
package dev.edgecache.caching;

import org.jspecify.annotations.NullMarked;

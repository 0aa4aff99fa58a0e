/**
 * What a proxy takes away from messages and adds to them: hop-by-hop fields (RFC 9110 §7.6), Via,
 * Forwarded, Cache-Status and Proxy-Status.
 */
@NullMarked
package dev.edgecache.http.proxying;

import org.jspecify.annotations.NullMarked;

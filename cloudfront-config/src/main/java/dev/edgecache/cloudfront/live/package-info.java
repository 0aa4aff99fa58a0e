/**
 * Distributions at AWS: read, compared and, only when told so, changed.
 *
 * <p>Nothing here is called while requests are served; every call is made by the thread that asks.
 */
@NullMarked
package dev.edgecache.cloudfront.live;

import org.jspecify.annotations.NullMarked;

/** Distributions as they are beside distributions as the policies want them. Pure. */
@NullMarked
package dev.edgecache.cloudfront.compare;

import org.jspecify.annotations.NullMarked;

/** Policies as a CloudFront distribution that never answers more boldly than they do. Pure. */
@NullMarked
package dev.edgecache.cloudfront.compile;

import org.jspecify.annotations.NullMarked;

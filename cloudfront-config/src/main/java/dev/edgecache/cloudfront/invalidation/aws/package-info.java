/** CloudFront as the SDK of AWS reaches it. */
@NullMarked
package dev.edgecache.cloudfront.invalidation.aws;

import org.jspecify.annotations.NullMarked;

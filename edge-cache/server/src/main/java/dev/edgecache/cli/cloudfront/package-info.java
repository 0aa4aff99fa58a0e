/** The commands about CloudFront. */
@NullMarked
package dev.edgecache.cli.cloudfront;

import org.jspecify.annotations.NullMarked;

/** Tests of the compiler, and a model of CloudFront that is our reading of its documents. */
@NullMarked
package dev.edgecache.cloudfront.compile;

import org.jspecify.annotations.NullMarked;

/**
 * Tests against a stand-in of CloudFront that is our reading of its documents: it is no evidence of
 * what AWS does.
 */
@NullMarked
package dev.edgecache.cloudfront.live;

import org.jspecify.annotations.NullMarked;

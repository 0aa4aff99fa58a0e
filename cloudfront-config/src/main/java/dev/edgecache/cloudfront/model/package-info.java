/**
 * A CloudFront distribution as the policies want it, whatever it is written in: behaviours,
 * policies, origins. Pure.
 */
@NullMarked
package dev.edgecache.cloudfront.model;

import org.jspecify.annotations.NullMarked;

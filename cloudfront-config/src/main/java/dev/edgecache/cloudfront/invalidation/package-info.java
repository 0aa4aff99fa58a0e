/**
 * What can be invalidated at CloudFront, where, how fast and for how much money. Pure.
 *
 * <p>What AWS documents is taken as it is written; what it does not document is a setting.
 */
@NullMarked
package dev.edgecache.cloudfront.invalidation;

import org.jspecify.annotations.NullMarked;

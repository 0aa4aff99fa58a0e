/** What the admin port tells of CloudFront, and how operators invalidate there. */
@NullMarked
package dev.edgecache.admin.cloudfront;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.edgecache.cloudfront.compare;

import org.jspecify.annotations.NullMarked;

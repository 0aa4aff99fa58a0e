@NullMarked
package dev.edgecache.cloudfront.render;

import org.jspecify.annotations.NullMarked;

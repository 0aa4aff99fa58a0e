@NullMarked
package dev.edgecache.cloudfront.model;

import org.jspecify.annotations.NullMarked;

/** Distributions in the languages of infrastructure as code; equal ones give equal text. Pure. */
@NullMarked
package dev.edgecache.cloudfront.render;

import org.jspecify.annotations.NullMarked;

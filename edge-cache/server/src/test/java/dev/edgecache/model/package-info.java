/** A cache as naive as RFC 9111 reads, with which the product is compared. */
@NullMarked
package dev.edgecache.model;

import org.jspecify.annotations.NullMarked;

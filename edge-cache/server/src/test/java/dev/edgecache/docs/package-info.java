/** The pages that a newcomer reads, held to what is true. */
@NullMarked
package dev.edgecache.docs;

import org.jspecify.annotations.NullMarked;

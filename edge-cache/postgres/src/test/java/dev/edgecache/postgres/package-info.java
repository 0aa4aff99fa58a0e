@NullMarked
package dev.edgecache.postgres;

import org.jspecify.annotations.NullMarked;

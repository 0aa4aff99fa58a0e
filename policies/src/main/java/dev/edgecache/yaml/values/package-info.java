/** What declared keys make of values that the Java platform has no type for. */
@NullMarked
package dev.edgecache.yaml.values;

import org.jspecify.annotations.NullMarked;

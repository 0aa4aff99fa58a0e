@NullMarked
package dev.edgecache.consistency.session;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.edgecache.policy.events;

import org.jspecify.annotations.NullMarked;

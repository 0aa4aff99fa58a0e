/**
 * What events and changes of rows invalidate, as pure functions of the policies and of what came.
 */
@NullMarked
package dev.edgecache.policy.events;

import org.jspecify.annotations.NullMarked;

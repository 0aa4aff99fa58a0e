/**
 * What a session has written and seen, as pure values: a token that its client carries, and what it
 * demands of answers. A session begins with its first write.
 */
@NullMarked
package dev.edgecache.consistency.session;

import org.jspecify.annotations.NullMarked;

/**
 * The one place that decides which origin answers a request: by its method, its route, and by how
 * the origins are; and who is asked instead when that one can't answer.
 *
 * <p>Thread rule: everything may be called from any thread and nothing blocks. One request's
 * attempts have one lock, under which nothing outside of them is called.
 */
@NullMarked
package dev.edgecache.origin.choice;

import org.jspecify.annotations.NullMarked;

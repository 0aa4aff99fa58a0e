/**
 * The viewer's side: turns an exchange into a request, and a decision into bytes.
 *
 * <p>Thread rule: everything that belongs to one exchange runs on the I/O thread of its connection.
 */
@NullMarked
package dev.edgecache.serve;

import org.jspecify.annotations.NullMarked;

/**
 * Bytes in both directions between a client and a {@link dev.edgecache.body.BodySource}, and the
 * framing of the messages that they belong to.
 *
 * <p>Thread rule: everything that belongs to one exchange runs on the I/O thread of its connection,
 * and nothing blocks there. Calls that may come from another thread (a receiver's, a source's
 * {@code next}) hop to that thread themselves. There are no locks; what crosses threads is a
 * volatile field whose writer and reader alternate by the pull protocol.
 */
@NullMarked
package dev.edgecache.serve.wire;

import org.jspecify.annotations.NullMarked;

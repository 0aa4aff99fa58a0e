/**
 * The paths of listeners at which webhooks take deliveries. A delivery is read and answered on the
 * I/O thread of its connection; what is made of it, on a virtual thread of its own. There are no
 * locks.
 */
@NullMarked
package dev.edgecache.serve.webhook;

import org.jspecify.annotations.NullMarked;

/** Content negotiation: Vary, the fields it nominates, and choices by weight (RFC 9110 §12). */
@NullMarked
package dev.edgecache.http.negotiation;

import org.jspecify.annotations.NullMarked;

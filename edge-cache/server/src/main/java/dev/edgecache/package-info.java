/**
 * The program: its entry point, its configuration and the wiring of all other packages, which know
 * nothing of this one.
 */
@NullMarked
package dev.edgecache;

import org.jspecify.annotations.NullMarked;

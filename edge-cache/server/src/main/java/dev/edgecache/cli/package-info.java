/** The commands: what a person types, and what the shell gets back. */
@NullMarked
package dev.edgecache.cli;

import org.jspecify.annotations.NullMarked;

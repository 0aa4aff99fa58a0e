/** How a command ends: with a code for the shell, and lines for the person who typed it. */
@NullMarked
package dev.edgecache.cli.exit;

import org.jspecify.annotations.NullMarked;

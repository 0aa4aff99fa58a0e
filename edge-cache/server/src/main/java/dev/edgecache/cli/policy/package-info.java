/** The commands below {@code policy}: they check, test and explain policy files. */
@NullMarked
package dev.edgecache.cli.policy;

import org.jspecify.annotations.NullMarked;

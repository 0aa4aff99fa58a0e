/** The files of examples that stand beside policy files. */
@NullMarked
package dev.edgecache.policy.files.examples;

import org.jspecify.annotations.NullMarked;

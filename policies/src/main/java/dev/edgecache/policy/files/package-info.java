/**
 * The files that describe policies: the keys they are written in, how they are loaded into a set,
 * their JSON Schema, and the lint that advises their authors.
 *
 * <p>Nothing here keeps state or logs: each method reads what it is given and answers.
 */
@NullMarked
package dev.edgecache.policy.files;

import org.jspecify.annotations.NullMarked;

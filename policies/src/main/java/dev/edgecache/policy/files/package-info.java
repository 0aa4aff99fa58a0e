/**
 * The files that describe policies: the keys they are written in, how they are loaded into a set,
 * and their JSON Schema.
 *
 * <p>The declaration of an object is one expression, however many keys it has: it is read from top
 * to bottom like the table of documentation that is made from it.
 *
 * <p>Nothing here keeps state or logs: each method reads what it is given and answers.
 */
@NullMarked
package dev.edgecache.policy.files;

import org.jspecify.annotations.NullMarked;

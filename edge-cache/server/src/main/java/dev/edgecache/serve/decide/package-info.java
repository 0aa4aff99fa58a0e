/**
 * What is done with a request whose answer may be stored, apart from how it came and how it is
 * answered: the decision by what is stored and invalidated, and the attempts to get an answer.
 *
 * <p>Safe for any thread; there are no locks.
 */
@NullMarked
package dev.edgecache.serve.decide;

import org.jspecify.annotations.NullMarked;

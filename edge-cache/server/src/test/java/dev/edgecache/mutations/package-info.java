/**
 * Mutations: small changes to the product that break the protocol of consistency, each of which
 * some test has to notice. They stand in {@code src/test/mutations}, one to a file.
 */
@NullMarked
package dev.edgecache.mutations;

import org.jspecify.annotations.NullMarked;

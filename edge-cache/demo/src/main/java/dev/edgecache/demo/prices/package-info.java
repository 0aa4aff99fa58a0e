/**
 * The price watch: changes prices where writes are taken, tells the cache, and looks whether users
 * elsewhere see an old one.
 *
 * <p>Threads: {@link dev.edgecache.demo.prices.PriceWatch} has one of its own; figures may be asked
 * for from any.
 */
@NullMarked
package dev.edgecache.demo.prices;

import org.jspecify.annotations.NullMarked;

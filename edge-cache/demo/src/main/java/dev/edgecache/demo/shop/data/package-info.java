/**
 * What the shop sells and to whom: products, categories, reviews, carts, orders, in a region's
 * copy.
 *
 * <p>Threads: every {@link dev.edgecache.demo.shop.data.ShopData} may be used from any thread.
 * {@code MemoryShop} guards its state with its own monitor. Lock order: a shop's monitor, then that
 * of its {@code Replication}; never two shops'.
 */
@NullMarked
package dev.edgecache.demo.shop.data;

import org.jspecify.annotations.NullMarked;

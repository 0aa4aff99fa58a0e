/**
 * What the shop sells and to whom: products, categories, reviews, carts, orders, in a region's
 * PostgreSQL database.
 *
 * <p>Threads: a {@link dev.edgecache.demo.shop.data.ShopDatabase} may be used from any thread; what
 * it hands to a function, only within that. Transactions lock a cart first, then products in the
 * order of their ids.
 */
@NullMarked
package dev.edgecache.demo.shop.data;

import org.jspecify.annotations.NullMarked;

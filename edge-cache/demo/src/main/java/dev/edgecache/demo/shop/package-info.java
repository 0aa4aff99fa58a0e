/**
 * A small shop's API over HTTP: catalogue, search, reviews, prices, account, cart, checkout,
 * assets.
 *
 * <p>Threads: request bodies arrive and replies leave on Undertow's I/O threads; what is in between
 * runs on a virtual thread of its own, where it may block.
 */
@NullMarked
package dev.edgecache.demo.shop;

import org.jspecify.annotations.NullMarked;

/**
 * What is measured: counters and histograms of requests by route, of origins, of the store and of
 * the loading of policies, exposed as Prometheus text.
 *
 * <p>Thread rule: recording is lock-free and may happen on any thread; scraping reads the counters
 * while they run, so that the numbers of one scrape may differ by the requests of that moment.
 */
@NullMarked
package dev.edgecache.admin.metrics;

import org.jspecify.annotations.NullMarked;

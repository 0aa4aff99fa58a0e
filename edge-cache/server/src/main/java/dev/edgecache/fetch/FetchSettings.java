package dev.edgecache.fetch;

import java.util.random.RandomGenerator;

/**
 * How fetches are made.
 *
 * @param time the sources of time
 * @param random what lifetimes are jittered by
 * @param waits how many requests may wait for fetches that others began
 */
public record FetchSettings(Time time, RandomGenerator random, WaitLimits waits) {}

package dev.edgecache.check.history;

/**
 * A version of an item that was committed.
 *
 * @param key the item
 * @param version the number of the version
 * @param before a place in the log that is before the end of its commit
 * @param after a place at or after the end of its commit
 */
public record Written(int key, long version, long before, long after) {}

package dev.edgecache.check.history;

/**
 * A reading of how far a standby had replayed the log.
 *
 * @param standby the number of the standby
 * @param begin before it was asked
 * @param lsn what it said
 */
public record Replayed(int standby, long begin, long lsn) {}

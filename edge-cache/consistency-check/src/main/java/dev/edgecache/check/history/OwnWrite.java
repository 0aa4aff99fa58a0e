package dev.edgecache.check.history;

/**
 * A write of a session through a proxy, with success.
 *
 * @param session who wrote
 * @param key the item
 * @param version what it became
 * @param at after the answer was there
 */
public record OwnWrite(Client.Visitor session, int key, long version, long at) {}

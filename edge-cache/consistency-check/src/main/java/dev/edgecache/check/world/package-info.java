/**
 * What the proxies stand in: databases, origins, the proxies themselves, and what goes wrong with
 * them. Types are safe for any thread, but for {@link dev.edgecache.check.world.Nemesis}, which
 * belongs to one.
 */
@NullMarked
package dev.edgecache.check.world;

import org.jspecify.annotations.NullMarked;

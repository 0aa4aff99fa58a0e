package dev.edgecache.consistency.session;

import dev.edgecache.consistency.Position;
import java.util.Optional;
import java.util.Set;

/**
 * An answer that a session might get.
 *
 * @param key the text of its key, or of its target where nothing is stored
 * @param tags its tags, in lower case
 * @param fingerprint what tells it from other answers of its key
 * @param lower a position whose history it reflects in full, if one is known
 */
public record Candidate(String key, Set<String> tags, int fingerprint, Optional<Position> lower) {}

package dev.edgecache.yaml.values;

import dev.edgecache.yaml.Position;

/**
 * A value and where it stands, for checks that come after reading.
 *
 * @param value the value
 * @param position where its key begins, or the value itself where it has none
 */
public record Located<T>(T value, Position position) {}

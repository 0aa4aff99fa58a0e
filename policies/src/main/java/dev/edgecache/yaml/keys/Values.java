package dev.edgecache.yaml.keys;

import dev.edgecache.yaml.Position;
import java.util.Map;

/** The values that a file gives to the keys of one object; all are there and right. */
public final class Values {

  private final Map<Key<?>, Object> values;
  private final Position position;

  Values(Map<Key<?>, Object> values, Position position) {
    this.values = Map.copyOf(values);
    this.position = position;
  }

  /** The value of a key of the object. */
  @SuppressWarnings("unchecked") // ObjectType puts nothing but the key's own V under a Key<V>
  public <V> V get(Key<V> key) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("key: " + key.name() + " (expected: one of this object)");
    }
    return (V) value;
  }

  /** Where the object stands: its key, or its first key where it is an item of a list. */
  public Position position() {
    return position;
  }
}

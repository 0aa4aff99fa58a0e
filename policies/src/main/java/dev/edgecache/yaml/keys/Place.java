package dev.edgecache.yaml.keys;

import dev.edgecache.yaml.KeyPath;
import dev.edgecache.yaml.Position;
import dev.edgecache.yaml.YamlDocument;
import dev.edgecache.yaml.YamlValue;

/**
 * Where a value stands.
 *
 * @param path the way to it
 * @param position where its key begins, or the value itself where it has none
 */
record Place(KeyPath path, Position position) {

  static Place root(YamlDocument document) {
    return new Place(KeyPath.ROOT, document.root().position());
  }

  /** Where a problem of the value is shown: a scalar itself, the key of anything longer. */
  Position of(YamlValue value) {
    return value instanceof YamlValue.Scalar ? value.position() : position;
  }

  Place key(String name, Position at) {
    return new Place(path.key(name), at);
  }

  Place item(int index, Position at) {
    return new Place(path.item(index), at);
  }
}

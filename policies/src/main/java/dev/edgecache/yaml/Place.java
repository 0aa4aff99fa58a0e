package dev.edgecache.yaml;

/**
 * Where a value stands.
 *
 * @param path the way to it
 * @param position where its key begins, or the value itself where it has none
 */
public record Place(KeyPath path, Position position) {

  public static Place root(YamlDocument document) {
    return new Place(KeyPath.ROOT, document.root().position());
  }

  /** Where a problem of the value is shown: a scalar itself, the key of anything longer. */
  public Position of(YamlValue value) {
    return value instanceof YamlValue.Scalar ? value.position() : position;
  }

  public Place key(String name, Position at) {
    return new Place(path.key(name), at);
  }

  public Place item(int index, Position at) {
    return new Place(path.item(index), at);
  }
}

package dev.edgecache.yaml.keys;

import dev.edgecache.yaml.ReadResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The keys of an {@link ObjectType} while it is declared, in the order of the documentation. */
public final class Keys {

  private final List<Key<?>> declared = new ArrayList<>();
  private final List<List<String>> alternatives = new ArrayList<>();

  Keys() {}

  /**
   * Begins the declaration of a key; {@link Declaration#required}, {@link Declaration#optional} or
   * {@link Declaration#orElse} ends it.
   *
   * @param name lower-case words joined by dashes
   * @param type what its value is
   * @param description what it does, in one or two sentences, Markdown
   */
  public <V> Declaration<V> key(String name, Type<V> type, String description) {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("name: " + name + " (expected: words-with-dashes)");
    }
    if (declared.stream().anyMatch(key -> key.name().equals(name))) {
      throw new IllegalArgumentException("name: " + name + " (expected: declared once)");
    }
    if (!description.endsWith(".")) {
      throw new IllegalArgumentException("description: " + description + " (expected: sentences)");
    }
    return new Declaration<>(name, type, description, Optional.empty());
  }

  /** Declares that a file must say exactly one of these optional keys. */
  public void exactlyOne(Key<?>... keys) {
    alternatives.add(Arrays.stream(keys).map(Key::name).toList());
  }

  List<Key<?>> declared() {
    return List.copyOf(declared);
  }

  List<List<String>> alternatives() {
    return List.copyOf(alternatives);
  }

  /** A key whose declaration has begun. */
  public final class Declaration<V> {
    private final String name;
    private final Type<V> type;
    private final String description;
    private final Optional<String> example;

    private Declaration(String name, Type<V> type, String description, Optional<String> example) {
      this.name = name;
      this.type = type;
      this.description = description;
      this.example = example;
    }

    /** Adds an example for the documentation, written as in a file; it must be right. */
    public Declaration<V> example(String yaml) {
      parsed("example", yaml);
      return new Declaration<>(name, type, description, Optional.of(yaml));
    }

    /** The key must be there. */
    public Key<V> required() {
      return add(new Key<>(facts(new Key.Presence.Required()), type, Optional.empty()));
    }

    /** The key may be left out; its description says what that means. */
    public Key<Optional<V>> optional() {
      Optional<Optional<V>> nothing = Optional.of(Optional.empty());
      return add(new Key<>(facts(new Key.Presence.Absent()), type.as(Optional::of), nothing));
    }

    /** The key may be left out; it then has this value, written as in a file. */
    public Key<V> orElse(String yaml) {
      V value = parsed("default", yaml);
      return add(new Key<>(facts(new Key.Presence.Default(yaml)), type, Optional.of(value)));
    }

    private Key.Facts facts(Key.Presence presence) {
      return new Key.Facts(name, description, example, presence);
    }

    private V parsed(String what, String yaml) {
      return switch (type.parse(what + " of " + name, yaml)) {
        case ReadResult.Valid<V>(V value, _) -> value;
        case ReadResult.Invalid<V>(var problems) ->
            throw new IllegalArgumentException(what + ": " + problems + " (expected: a value)");
      };
    }

    private <W> Key<W> add(Key<W> key) {
      declared.add(key);
      return key;
    }
  }
}

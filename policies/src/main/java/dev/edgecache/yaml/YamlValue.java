package dev.edgecache.yaml;

import java.util.List;
import java.util.Optional;

/** A value of a YAML document and where it stands. */
public sealed interface YamlValue {

  /** Where the value begins. */
  Position position();

  /** The kind of value in a word, for messages. */
  String shape();

  /**
   * A single value.
   *
   * @param position where it begins
   * @param kind what an unquoted text like this one stands for; quoted ones are text
   * @param text its characters, without quotes
   */
  record Scalar(Position position, Kind kind, String text) implements YamlValue {
    @Override
    public String shape() {
      return kind.word;
    }
  }

  /**
   * A list of values.
   *
   * @param position where it begins
   * @param items the values in order
   */
  record Sequence(Position position, List<YamlValue> items) implements YamlValue {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shape() {
      return "a list";
    }
  }

  /**
   * Keys with values.
   *
   * @param position where the first key begins
   * @param entries the keys and values in order, no key twice
   */
  record Mapping(Position position, List<Entry> entries) implements YamlValue {
    /** Copies the list. */
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The entry of this key. */
    public Optional<Entry> find(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    @Override
    public String shape() {
      return "a mapping";
    }
  }

  /**
   * A key and its value.
   *
   * @param position where the key begins
   * @param key the key
   * @param value the value
   */
  record Entry(Position position, String key, YamlValue value) {}

  /** What a scalar stands for in the core schema of YAML 1.2 (§10.3.2). */
  enum Kind {
    /** Text: quoted, or nothing else. */
    TEXT("text"),
    /** A whole decimal number. */
    INTEGER("a number"),
    /** Any other number. */
    NUMBER("a number"),
    /** {@code true} or {@code false}. */
    BOOLEAN("a boolean"),
    /** No value, {@code null} or {@code ~}. */
    NOTHING("nothing");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }
}

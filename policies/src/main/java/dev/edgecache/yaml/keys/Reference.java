package dev.edgecache.yaml.keys;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** The reference documentation of a file, made from the declarations of its keys. */
public final class Reference {

  private Reference() {}

  /**
   * A section of Markdown for each object of a file, the file itself first: a heading of the third
   * level, what the object is, and a table of its keys.
   */
  public static String of(ObjectType<?> root) {
    StringBuilder text = new StringBuilder();
    for (ObjectType<?> type : objects(root)) {
      text.append(text.isEmpty() ? "" : "\n").append(section(type));
    }
    return text.toString();
  }

  private static Set<ObjectType<?>> objects(ObjectType<?> root) {
    Set<ObjectType<?>> objects = new LinkedHashSet<>();
    Deque<Type<?>> open = new ArrayDeque<>();
    open.add(root);
    while (!open.isEmpty()) {
      Type<?> type = open.remove();
      if (!(type instanceof ObjectType<?> object) || objects.add(object)) {
        open.addAll(type.parts());
      }
    }
    return objects;
  }

  private static String section(ObjectType<?> type) {
    StringBuilder text = new StringBuilder();
    text.append("### ")
        .append(type.name())
        .append("\n\n")
        .append(type.description())
        .append("\n\n");
    text.append("| Key | Value | Default | Meaning |\n|---|---|---|---|\n");
    for (Key<?> key : type.keys().declared()) {
      Key.Facts facts = key.facts();
      String example = facts.example().map(yaml -> " Example: " + code(yaml)).orElse("");
      text.append("| ").append(code(facts.name()));
      text.append(" | ").append(cell(key.type().reference()));
      text.append(" | ").append(cell(absence(facts.presence())));
      text.append(" | ").append(cell(facts.description() + example)).append(" |\n");
    }
    return text.toString();
  }

  private static String absence(Key.Presence presence) {
    return switch (presence) {
      case Key.Presence.Required() -> "required";
      case Key.Presence.Absent() -> "";
      case Key.Presence.Default(String yaml) -> code(yaml);
    };
  }

  private static String code(String yaml) {
    return "`" + yaml + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}

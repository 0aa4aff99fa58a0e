package dev.edgecache.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The way from the top of a document to a value: {@code routes[2].cache.fresh}.
 *
 * @param steps the keys and list positions, outermost first; none for the document itself
 */
public record KeyPath(List<Step> steps) {

  /** The document itself. */
  public static final KeyPath ROOT = new KeyPath(List.of());

  private static final Pattern PLAIN = Pattern.compile("[\\p{Alnum}_/-]+");

  /** One step of a path. */
  public sealed interface Step {
    /** Into the value of a key. */
    record Key(String name) implements Step {}

    /** Into an item of a list, counted from 0. */
    record Item(int index) implements Step {}
  }

  /** Copies the list. */
  public KeyPath {
    steps = List.copyOf(steps);
  }

  /** The path of the value of a key below this one. */
  public KeyPath key(String name) {
    return with(new Step.Key(name));
  }

  /** The path of an item, counted from 0, of the list at this path. */
  public KeyPath item(int index) {
    return with(new Step.Item(index));
  }

  private KeyPath with(Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return new KeyPath(longer);
  }

  /** The steps with dots and brackets; keys with other characters than words have are quoted. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      switch (step) {
        case Step.Item(int index) -> text.append('[').append(index).append(']');
        case Step.Key(String name) when PLAIN.matcher(name).matches() ->
            text.append(text.isEmpty() ? "" : ".").append(name);
        case Step.Key(String name) -> text.append("[\"").append(name).append("\"]");
      }
    }
    return text.toString();
  }
}

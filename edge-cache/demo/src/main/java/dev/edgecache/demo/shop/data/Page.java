package dev.edgecache.demo.shop.data;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a longer list.
 *
 * @param items the items of this page, none past the end
 * @param number from 1 upwards
 * @param total how many items all pages hold
 */
public record Page<T>(List<T> items, int number, int total) {

  /** Items on a full page. */
  public static final int SIZE = 24;

  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }

  /** The same part of the list, each item turned into another. */
  public <R> Page<R> map(Function<? super T, ? extends R> change) {
    return new Page<>(items.stream().<R>map(change).toList(), number, total);
  }

  /** How many items are on the pages before this one. */
  static long first(int number) {
    return (number - 1L) * SIZE;
  }
}

package dev.edgecache.http.structured;

import java.util.List;

/**
 * A list of items that is itself a member (RFC 9651 §3.1.1).
 *
 * @param items the items
 * @param parameters the parameters of the list
 */
public record InnerList(List<Item> items, Parameters parameters) implements Member {

  /** Copies the list. */
  public InnerList {
    items = List.copyOf(items);
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < items.size(); i++) {
      text.append(i == 0 ? "" : " ").append(items.get(i).text());
    }
    text.append(')');
    parameters.appendTo(text);
    return text.toString();
  }
}

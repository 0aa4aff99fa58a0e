package dev.edgecache.http.structured;

/** A member of a list or dictionary: an item or an inner list (RFC 9651 §3.1, §3.2). */
public sealed interface Member permits Item, InnerList {

  /** Its parameters. */
  Parameters parameters();

  /** The member as a field says it. */
  String text();

  /** Whether it is the Boolean false. */
  default boolean isFalse() {
    return this instanceof Item(BareItem.Bool(boolean value), Parameters _) && !value;
  }
}

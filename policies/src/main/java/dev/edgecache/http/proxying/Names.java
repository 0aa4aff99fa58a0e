package dev.edgecache.http.proxying;

import dev.edgecache.http.structured.BareItem;

/** The texts in which Cache-Status and Proxy-Status name things. */
final class Names {

  private Names() {}

  /** The text as a Token if it can be one, else as a String. */
  static String tokenOrString(String text) {
    return item(text).text();
  }

  /** The text as a Token if it can be one, else as a String. */
  static BareItem item(String text) {
    return BareItem.Token.isValid(text)
        ? new BareItem.Token(text)
        : new BareItem.Str(printable(text));
  }

  /** The text with a question mark for each character that a String has no place for. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      printable.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return printable.toString();
  }
}

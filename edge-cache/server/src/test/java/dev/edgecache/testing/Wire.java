package dev.edgecache.testing;

/** Messages of HTTP/1.1 as tests write them: in lines. */
public final class Wire {

  private Wire() {}

  /** The text with the line ends of HTTP in place of plain ones. */
  public static String http(String lines) {
    return lines.replace("\n", "\r\n");
  }
}

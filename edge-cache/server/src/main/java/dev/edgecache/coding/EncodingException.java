package dev.edgecache.coding;

/** Content could not be encoded. */
final class EncodingException extends Exception {

  private static final long serialVersionUID = 1;

  EncodingException(Throwable cause) {
    super(cause);
  }
}

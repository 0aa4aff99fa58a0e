package dev.edgecache.coding;

/** What encodes content in one content coding. */
@FunctionalInterface
interface Encoder {

  /** All of the content, encoded. */
  byte[] encode(byte[] content) throws EncodingException;
}

package dev.edgecache.invalidation.log;

/** What is promised of an invalidation that is in effect. */
public enum Acknowledgement {
  /** It holds after a crash, too. */
  SYNCED,
  /** It holds until the process ends, as configured. */
  IN_MEMORY,
  /** It holds until the process ends; it will be made durable as soon as that works again. */
  UNWRITTEN;

  /** Whether whoever told of it may forget it. */
  public boolean isKept() {
    return this != UNWRITTEN;
  }
}

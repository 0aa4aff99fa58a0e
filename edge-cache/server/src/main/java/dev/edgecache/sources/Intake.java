package dev.edgecache.sources;

/** Where sources put what they receive. Safe for any thread; never blocks. */
public interface Intake {

  /** Takes a message. What it invalidates is in effect when this returns. */
  Receipt take(Message message);
}

package dev.edgecache.check.kill;

/** Where the server keeps its invalidations. */
public enum Memory {
  /** In the folder {@code data}. */
  ON_DISK,
  /** In itself, so that each kill makes it forget them: what the check must notice. */
  IN_PROCESS
}

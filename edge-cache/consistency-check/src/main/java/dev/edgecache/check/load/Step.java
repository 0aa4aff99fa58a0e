package dev.edgecache.check.load;

/** What a process does again and again. */
@FunctionalInterface
interface Step {
  void take() throws Exception;
}

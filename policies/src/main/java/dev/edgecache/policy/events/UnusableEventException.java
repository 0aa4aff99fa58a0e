package dev.edgecache.policy.events;

/** It can't be said what an event invalidates; the message says why. */
final class UnusableEventException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableEventException(String reason) {
    super(reason);
  }
}

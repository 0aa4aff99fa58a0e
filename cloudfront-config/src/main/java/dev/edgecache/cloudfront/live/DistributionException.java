package dev.edgecache.cloudfront.live;

/** The end of an attempt to read or change a distribution; its message says why. */
public final class DistributionException extends Exception {
  private static final long serialVersionUID = 1;

  DistributionException(String message) {
    super(message);
  }

  DistributionException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.edgecache.cloudfront.render;

/** How much of a distribution is written. */
public enum Extent {
  /** The policies, and the behaviours for a distribution that is described elsewhere. */
  FRAGMENTS,
  /** A distribution of its own. */
  WHOLE
}

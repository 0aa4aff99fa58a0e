package dev.edgecache.http;

/**
 * How strongly a row of a rule table is required (RFC 2119); {@link #OURS} where no RFC decides.
 */
public enum Level {
  MUST,
  SHOULD,
  MAY,
  OURS
}

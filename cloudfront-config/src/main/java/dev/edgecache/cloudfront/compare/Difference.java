package dev.edgecache.cloudfront.compare;

/**
 * Something in which a distribution is not as it is wanted.
 *
 * @param subject the pattern of a behaviour, or {@code distribution}
 * @param aspect what of it
 * @param wanted how it is wanted
 * @param live how it is
 */
public record Difference(String subject, String aspect, String wanted, String live) {}

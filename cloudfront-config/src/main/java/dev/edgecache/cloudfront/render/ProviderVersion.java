package dev.edgecache.cloudfront.render;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the Terraform provider {@code hashicorp/aws}. */
public record ProviderVersion(int major, int minor, int patch)
    implements Comparable<ProviderVersion> {

  /** The first one that knows the tags of answers. */
  public static final ProviderVersion WITH_TAGS = new ProviderVersion(6, 46, 0);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

  private static final Comparator<ProviderVersion> OLDEST_FIRST =
      Comparator.comparingInt(ProviderVersion::major)
          .thenComparingInt(ProviderVersion::minor)
          .thenComparingInt(ProviderVersion::patch);

  /**
   * The version that a text names.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static ProviderVersion parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "provider version: " + text + " (expected: a version such as 6.46.0)");
    }
    return new ProviderVersion(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3)));
  }

  /** Whether a distribution can say which field carries the tags of answers. */
  public boolean knowsTags() {
    return compareTo(WITH_TAGS) >= 0;
  }

  @Override
  public int compareTo(ProviderVersion other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}

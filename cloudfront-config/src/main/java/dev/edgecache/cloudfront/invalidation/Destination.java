package dev.edgecache.cloudfront.invalidation;

/** What CloudFront is told to invalidate in: a distribution, or a tenant of one. */
public sealed interface Destination extends Comparable<Destination> {

  /** The id that CloudFront gave it. */
  String id();

  /** A distribution. */
  record Distribution(String id) implements Destination {

    /** Rejects what is no id. */
    public Distribution {
      requireId(id);
    }
  }

  /** A tenant of a distribution that several share. */
  record Tenant(String id) implements Destination {

    /** Rejects what is no id. */
    public Tenant {
      requireId(id);
    }
  }

  /** Its kind and its id in one word, such as {@code distribution/E2EXAMPLE}. */
  default String name() {
    return switch (this) {
      case Distribution(var id) -> "distribution/" + id;
      case Tenant(var id) -> "distribution-tenant/" + id;
    };
  }

  /** The destination of that name. */
  static Destination named(String name) {
    int slash = name.indexOf('/');
    String id = name.substring(slash + 1);
    return switch (name.substring(0, Math.max(slash, 0))) {
      case "distribution" -> new Distribution(id);
      case "distribution-tenant" -> new Tenant(id);
      default ->
          throw new IllegalArgumentException(
              "destination: " + name + " (expected: distribution/… or distribution-tenant/…)");
    };
  }

  @Override
  default int compareTo(Destination other) {
    return name().compareTo(other.name());
  }

  private static void requireId(String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "id: " + id + " (expected: 1 to 64 letters, digits, dashes, underscores)");
    }
  }
}

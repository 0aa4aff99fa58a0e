package dev.edgecache.invalidation;

/** Floors with room for few tags, so that tests see them folded. */
public final class FewFloors {

  private FewFloors() {}

  /** Floors of which at most so many tags have one of their own. */
  public static Floors of(int maxTags) {
    return new Floors(maxTags);
  }
}

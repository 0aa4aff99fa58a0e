package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.DistributionModel;
import java.util.List;

/** What became of policies that were to be compiled. */
public sealed interface Compilation {

  /**
   * A distribution.
   *
   * @param model the distribution
   * @param advice what could be better
   */
  record Compiled(DistributionModel model, List<Finding> advice) implements Compilation {
    /** Copies the list. */
    public Compiled {
      advice = List.copyOf(advice);
    }
  }

  /**
   * Nothing, as CloudFront can't do what the policies say.
   *
   * @param reasons why; at least one
   */
  record Refused(List<Finding> reasons) implements Compilation {
    /** Copies the list. */
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}

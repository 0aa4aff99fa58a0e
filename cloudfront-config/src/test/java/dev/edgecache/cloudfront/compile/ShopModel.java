package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.Origins;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The distribution of the shop's policies. */
public final class ShopModel {

  private ShopModel() {}

  /** The shop's policies. */
  public static PolicySet policies() {
    return switch (PolicyFiles.load(List.of(Path.of("../policies/shop")))) {
      case PolicyFiles.Loaded.Ok(var policies, _) -> policies;
      case PolicyFiles.Loaded.Failed(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  /** Their distribution, for these origins. */
  public static DistributionModel of(Optional<Origins> origins) {
    EdgeSettings plain = EdgeSettings.DEFAULT;
    EdgeSettings settings =
        new EdgeSettings(
            plain.name(),
            List.of("api.shop.example"),
            plain.tagHeader(),
            plain.sessions(),
            origins);
    return switch (PolicyCompiler.compile(policies(), settings)) {
      case Compilation.Compiled(var model, _) -> model;
      case Compilation.Refused(var reasons) -> throw new AssertionError(reasons.toString());
    };
  }
}

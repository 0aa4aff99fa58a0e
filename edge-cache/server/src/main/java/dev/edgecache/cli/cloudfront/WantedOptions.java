package dev.edgecache.cli.cloudfront;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cli.policy.LoadedPolicies;
import dev.edgecache.cloudfront.compile.Compilation;
import dev.edgecache.cloudfront.compile.EdgeSettings;
import dev.edgecache.cloudfront.compile.Finding;
import dev.edgecache.cloudfront.compile.PolicyCompiler;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.Origins;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options that say which distribution is wanted. */
final class WantedOptions {

  @Option(
      names = {"-p", "--policies"},
      paramLabel = "PATH",
      required = true,
      description = "Policy files, or folders that hold them. May be repeated.")
  private List<Path> policies = List.of();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = {
        "A host name of viewers. May be repeated, for hosts that take the same routes.",
        "Needed where the policies name hosts that take different ones."
      })
  private List<String> hosts = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The beginning of the names of policies; '${DEFAULT-VALUE}' if not given.")
  private String name = EdgeSettings.DEFAULT.name();

  @Option(
      names = "--tag-header",
      paramLabel = "FIELD",
      description = "The field in which answers carry their tags; ${DEFAULT-VALUE} if not given.")
  private String tagHeader = EdgeSettings.DEFAULT_TAG_HEADER;

  @Option(
      names = "--session-cookie",
      paramLabel = "COOKIE",
      description = "The cookie of sessions; ${DEFAULT-VALUE} if not given.")
  private String sessionCookie = "edge-session";

  @Option(
      names = "--session-header",
      paramLabel = "FIELD",
      description = {
        "A field that carries the token of a session or names a client; Authorization for a",
        "claim. May be repeated."
      })
  private List<String> sessionHeaders = List.of();

  @Option(
      names = "--origin",
      paramLabel = "DOMAIN",
      description = "The name at which CloudFront reaches the caches.")
  private Optional<String> origin = Optional.empty();

  @Option(
      names = "--failover",
      paramLabel = "DOMAIN",
      description = "The name that is asked where the caches do not answer.")
  private Optional<String> failover = Optional.empty();

  @Option(
      names = "--region",
      paramLabel = "REGION=DOMAIN",
      description = {
        "A region with the name of its load balancer: Route 53 chooses among the healthy ones by",
        "latency when --origin is asked for. May be repeated."
      })
  private Map<String, String> regions = new TreeMap<>();

  /** Whether hosts are named. */
  boolean nameHosts() {
    return !hosts.isEmpty();
  }

  /** Whether the origin is named. */
  boolean nameOrigin() {
    return origin.isPresent();
  }

  /** The distribution; ends the command where CloudFront can't do what the policies say. */
  DistributionModel model(PrintWriter messages) {
    if (origin.isEmpty() && (failover.isPresent() || !regions.isEmpty())) {
      throw CommandException.usage(
          List.of("edge-cache: --origin: absent (expected: beside --failover and --region)"));
    }
    return switch (PolicyCompiler.compile(LoadedPolicies.from(policies).set(), settings())) {
      case Compilation.Compiled(var model, var advice) -> {
        advice.forEach(finding -> messages.println("advice: " + finding));
        yield model;
      }
      case Compilation.Refused(var reasons) ->
          throw new CommandException(
              ExitCode.CHECK_FAILED, reasons.stream().map(Finding::toString).toList());
    };
  }

  private EdgeSettings settings() {
    try {
      return new EdgeSettings(
          name,
          hosts,
          tagHeader,
          new EdgeSettings.Sessions(Set.of(sessionCookie), Set.copyOf(sessionHeaders)),
          origin.map(domain -> new Origins(domain, failover, regions())));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(List.of("edge-cache: " + e.getMessage()));
    }
  }

  private List<Origins.Region> regions() {
    return new TreeMap<>(regions)
        .entrySet().stream()
            .map(region -> new Origins.Region(region.getKey(), region.getValue()))
            .toList();
  }
}

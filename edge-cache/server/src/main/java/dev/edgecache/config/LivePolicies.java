package dev.edgecache.config;

import dev.edgecache.admin.Policies;
import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.admin.PolicyStatus.FailedLoad;
import dev.edgecache.admin.PolicyStatus.LoadedFile;
import dev.edgecache.policy.files.PolicyFile;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.files.lint.Finding;
import dev.edgecache.policy.files.lint.Lint;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies in force: read from their files, checked, and only then swapped as one set. A load
 * that fails leaves the old set in force.
 *
 * <p>Loads run one after the other, on the thread that asks; the status may be read by any thread.
 */
public final class LivePolicies implements Policies {

  private static final Logger LOG = LoggerFactory.getLogger(LivePolicies.class);

  private final Path path;
  private final Consumer<PolicySet> inForce;
  private final BiFunction<PolicySet, ExplainRequest, Explained> explain;
  private final InstantSource clock;
  private volatile Load current;

  /** A set in force and what is told of it. */
  private record Load(PolicySet set, PolicyStatus status) {}

  private LivePolicies(
      Path path,
      Consumer<PolicySet> inForce,
      BiFunction<PolicySet, ExplainRequest, Explained> explain,
      InstantSource clock)
      throws PolicyLoadException {
    this.path = path;
    this.inForce = inForce;
    this.explain = explain;
    this.clock = clock;
    this.current =
        switch (read(path)) {
          case PolicyFiles.Loaded.Ok loaded -> load(loaded);
          case PolicyFiles.Loaded.Failed(List<Problem> problems) ->
              throw new PolicyLoadException(problems.stream().map(Problem::toString).toList());
        };
  }

  /**
   * Loads the policies for the first time.
   *
   * @param path a policy file, or the folder that holds them
   * @param inForce puts a set in force; called for the first set before this returns
   * @param explain what a set makes of a request
   * @throws PolicyLoadException if anything is wrong in the files
   */
  public static LivePolicies load(
      Path path,
      Consumer<PolicySet> inForce,
      BiFunction<PolicySet, ExplainRequest, Explained> explain,
      InstantSource clock)
      throws PolicyLoadException {
    LivePolicies policies = new LivePolicies(path, inForce, explain, clock);
    inForce.accept(policies.current.set());
    return policies;
  }

  @Override
  public PolicyStatus status() {
    return current.status();
  }

  @Override
  public synchronized PolicyStatus reload() {
    current =
        switch (read(path)) {
          case PolicyFiles.Loaded.Ok loaded -> {
            Load next = load(loaded);
            inForce.accept(next.set());
            LOG.info("Policies of {} are in force: {} files", path, loaded.files().size());
            yield next;
          }
          case PolicyFiles.Loaded.Failed(List<Problem> problems) -> failed(problems);
        };
    return current.status();
  }

  @Override
  public Explained explain(ExplainRequest request) {
    return explain.apply(current.set(), request);
  }

  /** Reads and lints; what the lint calls an error is a problem, the rest goes to the log. */
  private static PolicyFiles.Loaded read(Path path) {
    PolicyFiles.Loaded loaded = PolicyFiles.load(List.of(path));
    return switch (loaded) {
      case PolicyFiles.Loaded.Failed _ -> loaded;
      case PolicyFiles.Loaded.Ok(_, var files) -> {
        List<Problem> errors = new ArrayList<>();
        for (Finding finding : Lint.check(files)) {
          switch (finding.rule().severity()) {
            case ERROR -> errors.add(problem(finding));
            case WARNING -> LOG.warn("{}", finding);
            case ADVICE -> LOG.debug("{}", finding);
          }
        }
        yield errors.isEmpty() ? loaded : new PolicyFiles.Loaded.Failed(errors);
      }
    };
  }

  private static Problem problem(Finding finding) {
    return Problem.of(
        finding.position(),
        finding.path(),
        finding.rule().id() + ": " + finding.message(),
        finding.rule().fix());
  }

  private Load load(PolicyFiles.Loaded.Ok loaded) {
    List<LoadedFile> files = loaded.files().stream().map(LivePolicies::described).toList();
    return new Load(loaded.set(), new PolicyStatus(files, clock.instant(), Optional.empty()));
  }

  private Load failed(List<Problem> problems) {
    Load old = current;
    LOG.error("Policies of {} were not loaded; the old ones stay in force", path);
    problems.forEach(problem -> LOG.error("{}", problem));
    FailedLoad failure =
        new FailedLoad(clock.instant(), problems.stream().map(Problem::toString).toList());
    return new Load(
        old.set(),
        new PolicyStatus(old.status().files(), old.status().loadedAt(), Optional.of(failure)));
  }

  private static LoadedFile described(PolicyFile file) {
    return new LoadedFile(file.name(), fingerprint(Path.of(file.name())));
  }

  private static String fingerprint(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      return "gone since";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}

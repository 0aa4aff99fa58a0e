package dev.edgecache.cli.policy;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.policy.explain.Explanation;
import dev.edgecache.policy.rules.PolicySet;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what policies make of one request, by the code that serves. */
@Command(
    name = "explain",
    description = {
      "Says which route a request takes and why, its key, what the origin sees of it, and, where"
          + " the origin's answer is given, whether and for how long it would be stored.",
      "Values of credentials and cookies are not shown."
    },
    footer = {
      "  edge-cache policy explain GET https://api.shop.example/v1/products/42 -p policies/shop/",
      "  edge-cache policy explain GET https://api.shop.example/v1/products/42 -p policies/shop/"
          + " \\",
      "      -H 'Accept-Language: de' -s 200 -R 'Cache-Control: max-age=60'"
    })
final class PolicyExplainCommand implements Callable<Integer> {

  private static final int OK_STATUS = 200;

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Parameters(index = "0", paramLabel = "METHOD", description = "The method, such as GET.")
  private String method = "GET";

  @Parameters(index = "1", paramLabel = "URL", description = "The absolute URL.")
  private String url = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "LINE",
      description = "A header field of the request, `Name: value`. May be repeated.")
  private List<String> headers = List.of();

  @Option(
      names = {"-p", "--policies"},
      paramLabel = "PATH",
      required = true,
      description = "Policy files, or folders that hold them. May be repeated.")
  private List<Path> policies = List.of();

  @Option(
      names = {"-s", "--response-status"},
      paramLabel = "STATUS",
      description = "The status of the origin's answer; 200 where only -R is given.")
  private Optional<Integer> status = Optional.empty();

  @Option(
      names = {"-R", "--response-header"},
      paramLabel = "LINE",
      description = "A header field of the origin's answer. May be repeated.")
  private List<String> responseHeaders = List.of();

  @Override
  public Integer call() {
    PolicySet set = LoadedPolicies.from(policies).set();
    spec.commandLine().getOut().print(explained(set).text());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private Explanation explained(PolicySet set) {
    try {
      RequestHead request = RequestText.request(method, url, headers);
      if (status.isEmpty() && responseHeaders.isEmpty()) {
        return Explanation.of(set, request);
      }
      ResponseHead response =
          new ResponseHead(status.orElse(OK_STATUS), RequestText.fields(responseHeaders));
      return Explanation.of(set, request, response, InstantSource.system().instant());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(List.of("edge-cache: " + e.getMessage()));
    }
  }
}

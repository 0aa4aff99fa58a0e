package dev.edgecache.cli;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves the writes of a running server to its local origin, or back. */
@Command(
    name = "promote",
    description = {
      "Tells a running server on this machine that the local origin takes writes from now on.",
      "Nothing is sent to the primary any more, until --undo. Promote the local database first."
    },
    footer = {
      "  edge-cache promote --config edge-cache.yaml",
      "  edge-cache promote --config edge-cache.yaml --undo"
    })
final class PromoteCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file of the server, which names its admin port.")
  private Path config = Path.of("edge-cache.yaml");

  @Option(names = "--undo", description = "Moves writes back to the primary.")
  private boolean undo;

  @Override
  public Integer call() throws InterruptedException {
    AdminSettings admin =
        ServeCommand.configuration(config)
            .admin()
            .orElseThrow(
                () ->
                    CommandException.usage(
                        List.of(config + ": admin: absent (expected: the admin port)")));
    HttpResponse<String> answer = post(admin, undo ? "/promote/undo" : "/promote");
    if (answer.statusCode() != 200) {
      throw new CommandException(
          ExitCode.CHECK_FAILED,
          List.of("edge-cache: the server answered " + answer.statusCode(), answer.body()));
    }
    spec.commandLine().getOut().print(answer.body());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static HttpResponse<String> post(AdminSettings admin, String path)
      throws InterruptedException {
    InetAddress bound = admin.address().getAddress();
    String host =
        bound.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : bound.getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    URI uri = URI.create("http://" + literal + ":" + admin.address().getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.noBody());
    admin.token().ifPresent(token -> request.header("Authorization", token.authorization()));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.CHECK_FAILED,
          List.of("edge-cache: no server answers at " + uri + ": " + e.getMessage()));
    }
  }
}

package dev.edgecache.cli;

import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.config.Surroundings;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.yaml.Problem;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Serves requests as a configuration file says, until Ctrl-C or SIGTERM.",
      "SIGHUP loads the policies again."
    },
    footer = {"  edge-cache serve --config edge-cache.yaml"})
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private final ServerStart start;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file, see docs/configuration.md.")
  private Path config = Path.of("edge-cache.yaml");

  ServeCommand(ServerStart start) {
    this.start = start;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunningServer server = started(configuration(config));
    CountDownLatch stopped = new CountDownLatch(1);
    Thread drain =
        Thread.ofPlatform()
            .name("drain")
            .unstarted(
                () -> {
                  LOG.info("Stopping: no new connections, answers under way are finished");
                  server.close();
                  stopped.countDown();
                });
    Runtime.getRuntime().addShutdownHook(drain);
    Hangup.handle(server::reload);
    server.description().forEach(line -> LOG.info("{}", line));
    stopped.await();
    return ExitCode.OK;
  }

  /** What a configuration file says; ends the command if it is wrong. */
  static Configuration configuration(Path config) {
    return switch (ConfigurationFile.read(config, Surroundings.of(config))) {
      case ReadResult.Valid<Configuration>(Configuration configuration, _) -> configuration;
      case ReadResult.Invalid<Configuration>(List<Problem> problems) ->
          throw CommandException.usage(problems.stream().map(Problem::toString).toList());
    };
  }

  private RunningServer started(Configuration configuration) {
    try {
      return start.start(configuration);
    } catch (PolicyLoadException e) {
      throw CommandException.usage(e.problems());
    } catch (ListenerException | IOException e) {
      throw new CommandException(
          ExitCode.NOT_STARTED, List.of("edge-cache: could not start: " + e.getMessage()));
    }
  }
}

package dev.edgecache.demo;

import dev.edgecache.cli.Subcommand;
import dev.edgecache.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code edge-cache demo}. */
@Command(
    name = "demo",
    description = {
      "Shows what edge-cache does for European users of a shop in the US.",
      "",
      "Starts a small shop in two regions, on a PostgreSQL primary and a standby, with the distance"
          + " between them, edge-cache in Europe with the policies of policies/shop, and users;"
          + " shows how long they wait with and without it, and that nobody sees an old price; then"
          + " stays up for you to try. All of it listens on 127.0.0.1 only."
    },
    footer = {
      "  edge-cache demo",
      "  edge-cache demo --duration 2m --rate 300",
      "  edge-cache demo --check"
    })
public final class DemoCommand implements Subcommand {

  private static final int PORT = 8080;
  private static final int HIGHEST_PORT = 65_534;

  private final EuropeanCache.Starter starter;

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

  @Option(
      names = "--check",
      description =
          "Measure, judge and end: with 1 unless, over all requests, p95 through edge-cache is"
              + " under 80 ms with 90 %% hits or more while even p50 direct is over 300 ms, and no"
              + " old price is seen while the standby lags.")
  private boolean check;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How long to measure, such as 30s or 2m; default ${DEFAULT-VALUE}.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many users there are; default ${DEFAULT-VALUE}.")
  private int users;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "150",
      description = "Requests a second on each way, on average; default ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--products",
      paramLabel = "N",
      defaultValue = "1500",
      description = "How many products the shop sells; default ${DEFAULT-VALUE}.")
  private int products;

  @Option(
      names = "--earlier",
      paramLabel = "N",
      defaultValue = "120000",
      description =
          "How many requests of others the cache has seen before; 0 starts it cold. Default"
              + " ${DEFAULT-VALUE}: about five minutes of a platform with 700,000 European users a"
              + " day who send 50 requests each.")
  private int earlier;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same shop and requests; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Where edge-cache listens; its admin port is the next one. Default 8080, with --check"
              + " any free ones.")
  private Optional<Integer> port = Optional.empty();

  /** The command with edge-cache as it ships. */
  public DemoCommand() {
    this(ShippedCache::start);
  }

  DemoCommand(EuropeanCache.Starter starter) {
    this.starter = starter;
  }

  /** Durations such as {@code 30s}, {@code 2m} or {@code 1h30m}. */
  private static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Duration.parse("PT" + text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'" + text + "' is no time (expected: such as 30s or 2m)");
      }
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Demo demo = Demo.start(scenario(), port(), starter, out)) {
      Verdict verdict = demo.run();
      out.println();
      verdict
          .claims()
          .forEach(
              claim -> out.println((claim.holds() ? "  holds  " : "  FAILS  ") + claim.text()));
      out.flush();
      if (check) {
        return verdict.holds() ? ExitCode.OK : ExitCode.CHECK_FAILED;
      }
      out.println();
      out.println("Everything stays up until Ctrl-C. Try:");
      demo.invitations().lines().forEach(line -> out.println("  " + line));
      out.flush();
      demo.stayUp();
    } catch (NotStartedException e) {
      e.lines().forEach(line -> spec.commandLine().getErr().println("edge-cache: " + line));
      return e.exitCode();
    }
    return ExitCode.OK;
  }

  private Scenario scenario() {
    try {
      return new Scenario(users, rate, duration, earlier, products, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int port() {
    int chosen = port.orElse(check ? 0 : PORT);
    if (chosen < 0 || chosen > HIGHEST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port: " + chosen + " (expected: 0 to " + HIGHEST_PORT + ")");
    }
    return chosen;
  }
}

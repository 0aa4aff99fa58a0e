package dev.edgecache.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.cdn.CdnSettings;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cloudfront.invalidation.IamPolicy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands about invalidation at CloudFront. */
final class RunningCloudFront {

  private RunningCloudFront() {}

  /** Adds them to a group. */
  static void addTo(CommandLine group) {
    group.addSubcommand(new Invalidate());
    group.addSubcommand(new Status());
    group.addSubcommand(new Cost());
    group.addSubcommand(new Permissions());
  }

  private static JsonNode answered(AdminPort.Answer answer, int expected) {
    if (answer.status() != expected) {
      throw answer.refusal();
    }
    return answer.json("distributions");
  }

  /** Invalidates at CloudFront alone. */
  @Command(
      name = "invalidate",
      description = {
        "Has a running server tell CloudFront to invalidate tags, paths or beginnings of paths.",
        "What the server itself has stored stays: edge-cache purge invalidates both, in order.",
        "Each item costs money beyond the free ones; /* sends all viewers to the server at once."
      },
      footer = {
        "  edge-cache cloudfront invalidate '#product:42' '/v1/products/*'",
        "  edge-cache cloudfront invalidate --distribution E2EXAMPLE /index.html"
      })
  static final class Invalidate implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private AdminPort admin = new AdminPort();

    @Parameters(arity = "1..*", paramLabel = "ITEM", description = "#tag, /path, or /beginning*.")
    private List<String> items = List.of();

    @Option(
        names = "--distribution",
        paramLabel = "ID",
        description = "The distribution or tenant; all that the server knows if none is named.")
    private Optional<String> distribution = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
      ObjectNode order = JsonNodeFactory.instance.objectNode();
      items.forEach(order.putArray("items")::add);
      distribution.ifPresent(id -> order.put("distribution", id));
      JsonNode answer = answered(admin.post("/cloudfront/invalidations", order), 202);
      PrintWriter out = spec.commandLine().getOut();
      out.println("Ordered: " + answer.path("items") + " at " + answer.path("distributions"));
      out.flush();
      return ExitCode.OK;
    }
  }

  /** Tells how invalidation at CloudFront does. */
  @Command(
      name = "status",
      description = {
        "Tells what a running server has yet to tell each distribution, and what is wrong.",
        "Fails if something is."
      },
      footer = {"  edge-cache cloudfront status", "  edge-cache cloudfront status --json"})
  static final class Status implements Callable<Integer> {

    private static final String ROW = "%-40s  %8s  %12s  %s%n";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private AdminPort admin = new AdminPort();

    @Option(names = "--json", description = "Prints what the server answered, as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
      JsonNode answer = answered(admin.get("/cloudfront"), 200);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(answer.toPrettyString());
      } else {
        table(answer, out);
      }
      out.flush();
      return isWell(answer) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static void table(JsonNode answer, PrintWriter out) {
      out.printf(ROW, "distribution", "waiting", "in progress", "trouble");
      for (JsonNode lane : answer.path("distributions")) {
        out.printf(
            ROW,
            lane.path("name").asText(),
            lane.path("waiting").asText(),
            lane.path("in_progress").asText(),
            lane.path("failing").asText("-"));
      }
      out.println("invalidations that await the end of answers: " + answer.path("draining"));
      answer.path("troubles").forEach(trouble -> out.println("trouble: " + trouble.asText()));
    }

    private static boolean isWell(JsonNode answer) {
      boolean fails = false;
      for (JsonNode lane : answer.path("distributions")) {
        fails |= lane.has("failing");
      }
      return !fails && answer.path("troubles").isEmpty();
    }
  }

  /** Tells what invalidation at CloudFront costs. */
  @Command(
      name = "cost",
      description = {
        "Tells what a running server's invalidations at CloudFront cost this month.",
        "By the price configured, and what they will have cost by its end. Fails if that is beyond"
            + " the budget."
      },
      footer = {"  edge-cache cloudfront cost"})
  static final class Cost implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private AdminPort admin = new AdminPort();

    @Override
    public Integer call() throws InterruptedException {
      JsonNode cost = answered(admin.get("/cloudfront"), 200).path("cost");
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s: %s items of %s (%s free), %s USD%n",
          cost.path("month").asText(),
          cost.path("items").asText(),
          cost.path("budget_items").asText(),
          cost.path("free_items").asText(),
          cost.path("usd").asText());
      out.printf(
          "by the end of the month: %s items, %s USD; now: %s%n",
          cost.path("forecast_items").asText(),
          cost.path("forecast_usd").asText(),
          cost.path("exactness").asText());
      out.flush();
      return cost.path("forecast_items").asLong() <= cost.path("budget_items").asLong()
          ? ExitCode.OK
          : ExitCode.CHECK_FAILED;
    }
  }

  /** Prints the policy of IAM that invalidation needs. */
  @Command(
      name = "permissions",
      description = {
        "Prints a policy of IAM with the permissions that invalidation by this configuration"
            + " needs.",
        "It permits no more than that."
      },
      footer = {
        "  edge-cache cloudfront permissions --account 123456789012 --config edge-cache.yaml"
      })
  static final class Permissions implements Callable<Integer> {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        defaultValue = "edge-cache.yaml",
        description = "The configuration file of the server.")
    private Path config = Path.of("edge-cache.yaml");

    @Option(
        names = "--account",
        required = true,
        paramLabel = "ID",
        description = "The AWS account, 12 digits.")
    private String account = "";

    @Override
    public Integer call() throws JsonProcessingException {
      CdnSettings settings =
          ServeCommand.configuration(config)
              .cloudfront()
              .orElseThrow(
                  () ->
                      CommandException.usage(
                          List.of(config + ": cloudfront: absent (expected: distributions)")));
      PrintWriter out = spec.commandLine().getOut();
      try {
        out.println(
            JSON.writeValueAsString(
                new IamPolicy(account, settings.sites().stream().map(CdnSettings.Site::to).toList())
                    .document()));
      } catch (IllegalArgumentException e) {
        throw CommandException.usage(List.of("edge-cache: --account: " + e.getMessage()));
      }
      out.flush();
      return ExitCode.OK;
    }
  }
}

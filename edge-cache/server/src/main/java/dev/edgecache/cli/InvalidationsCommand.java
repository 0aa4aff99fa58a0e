package dev.edgecache.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgecache.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells of the invalidations that a running server knows. */
@Command(
    name = "invalidations",
    description = "Lists the latest invalidations of a running server, or tells all of one.",
    footer = {
      "  edge-cache invalidations --limit 20",
      "  edge-cache invalidations price-change-4711 --config edge-cache.yaml"
    })
final class InvalidationsCommand implements Callable<Integer> {

  private static final String ROW = "%-30s  %-18s  %-9s  %-4s  %6s  %-20s  %s%n";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private AdminPort admin = new AdminPort();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The invalidation to tell of; without it the latest ones are listed.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description = "How many are listed. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "Prints what the server answered, as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    JsonNode answer =
        id.isPresent()
            ? one(admin, id.get())
            : answered(admin.get("/invalidations?limit=" + limit), "invalidations");
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else if (id.isPresent()) {
      answer.properties().forEach(member -> member(out, member.getKey(), member.getValue()));
    } else {
      list(out, answer);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** What a server tells of one invalidation; ends the command if it knows none of that id. */
  static JsonNode one(AdminPort admin, String id) throws InterruptedException {
    String segment = URLEncoder.encode(id, StandardCharsets.US_ASCII).replace("+", "%20");
    return answered(admin.get("/invalidations/" + segment), "kept");
  }

  private static JsonNode answered(AdminPort.Answer answer, String member) {
    if (answer.status() != 200) {
      throw answer.refusal();
    }
    return answer.json(member);
  }

  private static void member(PrintWriter out, String name, JsonNode value) {
    if (value.isContainerNode()) {
      out.println(name + ":");
      value.forEach(one -> out.println("  " + (one.isTextual() ? one.textValue() : one)));
    } else {
      out.println(name + ": " + value.asText());
    }
  }

  private static void list(PrintWriter out, JsonNode answer) {
    out.println("log: " + answer.path("log"));
    out.printf(ROW, "received", "state", "kept", "mode", "tags", "source", "id");
    for (JsonNode one : answer.path("invalidations")) {
      out.printf(
          ROW,
          one.path("received").asText(),
          one.path("state").asText(),
          one.path("kept").asText(),
          one.path("mode").asText(),
          one.path("tag_count").asText(),
          one.path("source").asText(),
          one.path("id").asText());
    }
  }
}

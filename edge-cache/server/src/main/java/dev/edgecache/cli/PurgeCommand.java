package dev.edgecache.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Invalidates what a running server has stored. */
@Command(
    name = "purge",
    description = {
      "Invalidates what a running server has stored, by what its answers are about.",
      "It ends when nothing older is served by that server any more."
    },
    footer = {
      "  edge-cache purge --tag product:42 --tag category:7",
      "  edge-cache purge --url https://api.shop.example/v1/products/42 --soft",
      "  edge-cache purge --prefix https://api.shop.example/v1/products --wait",
      "  edge-cache purge --all --yes --config edge-cache.yaml"
    })
final class PurgeCommand implements Callable<Integer> {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(1);

  /** The options that selectors of a type come from. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "tag", "--tag",
          "uri", "--url",
          "uri-prefix", "--prefix",
          "route", "--route",
          "origin", "--host");

  /** The place in the content that a server says something of. */
  private static final Pattern PLACE =
      Pattern.compile("\\$(\\[(?<index>\\d{1,4})])?\\.(?<member>selectors|id)(\\[\\d+])?");

  private final Person person;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private AdminPort admin = new AdminPort();

  @Option(names = "--tag", paramLabel = "TAG", description = "Answers with this tag; repeatable.")
  private List<String> tags = List.of();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "This URL with every query, in all variants; repeatable.")
  private List<String> urls = List.of();

  @Option(
      names = "--prefix",
      paramLabel = "URL",
      description = "This URL, and all below its path; repeatable.")
  private List<String> prefixes = List.of();

  @Option(
      names = "--route",
      paramLabel = "ID",
      description = "What a route stores, such as catalog/product; repeatable.")
  private List<String> routes = List.of();

  @Option(names = "--host", paramLabel = "HOST", description = "All of a host; repeatable.")
  private List<String> hosts = List.of();

  @Option(names = "--all", description = "Everything. Asks first, where somebody is at a terminal.")
  private boolean all;

  @Option(names = "--yes", description = "Does not ask; --all needs it where nobody can be asked.")
  private boolean yes;

  @Option(
      names = "--soft",
      description = "Makes answers stale, so that they may go out within their stale windows.")
  private boolean soft;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Names the invalidation: sent again with the same one, it counts once.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--wait",
      description = "Waits until its position is known, it is kept, and all its targets are done.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationText.class,
      description = "How long --wait waits at most, such as 30s or 5m. Default: 1m.")
  private Optional<Duration> timeout = Optional.empty();

  @Option(names = "--json", description = "Prints what the server answered, as JSON.")
  private boolean json;

  /** Who is at the terminal. */
  @FunctionalInterface
  interface Person {
    /** What somebody answers to a question; empty if nobody is there. */
    Optional<String> ask(String question);
  }

  /** A duration such as 30s, 5m or 1h. */
  static final class DurationText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(text + " (expected: a duration such as 30s, 5m or 1h)");
      }
    }
  }

  PurgeCommand(Person person) {
    this.person = person;
  }

  /** Whoever types at the terminal of this process. */
  static Optional<String> atTerminal(String question) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> Optional.ofNullable(console.readLine("%s", question)).orElse(""));
  }

  @Override
  public Integer call() throws InterruptedException {
    List<ObjectNode> wanted = invalidations();
    if (timeout.isPresent() && !wait) {
      throw CommandException.usage(
          List.of("edge-cache: --timeout: there is nothing to wait for (expected: --wait)"));
    }
    if (all && !yes) {
      confirm();
    }
    AdminPort.Answer answer = sent(wanted);
    if (answer.status() != 200 && answer.status() != 202 && !answer.tellsOf(503, "kept")) {
      throw answer.refusal(detail -> inOptions(detail, wanted));
    }
    JsonNode told = answer.json("kept");
    List<JsonNode> entries = new ArrayList<>();
    if (told.isArray()) {
      told.forEach(entries::add);
    } else {
      entries.add(told);
    }
    if (wait) {
      awaitDone(entries);
    }
    print(entries);
    return outcome(entries);
  }

  private List<ObjectNode> invalidations() {
    Map<String, List<String>> selectors = new LinkedHashMap<>();
    selectors.put("tag", tags);
    selectors.put("uri", urls);
    selectors.put("uri-prefix", prefixes);
    selectors.put("route", routes);
    selectors.put("origin", hosts.stream().map(PurgeCommand::origin).toList());
    selectors.values().removeIf(List::isEmpty);
    if (all == !selectors.isEmpty()) {
      throw CommandException.usage(
          List.of(
              "edge-cache: "
                  + (all ? "--all and something else" : "nothing is named")
                  + " (expected: --tag, --url, --prefix, --route or --host, or --all alone)"));
    }
    if (all) {
      return List.of(invalidation("all"));
    }
    if (id.isPresent() && selectors.size() > 1) {
      throw CommandException.usage(
          List.of("edge-cache: --id: names one invalidation (expected: selectors of one kind)"));
    }
    List<ObjectNode> invalidations = new ArrayList<>();
    selectors.forEach(
        (type, texts) -> {
          ObjectNode one = invalidation(type);
          texts.forEach(one.putArray("selectors")::add);
          invalidations.add(one);
        });
    return invalidations;
  }

  /** What is said of the content that was sent, in the words of the command line. */
  private static String inOptions(String detail, List<ObjectNode> wanted) {
    Matcher place = PLACE.matcher(detail);
    if (!place.lookingAt()) {
      return detail;
    }
    Optional<String> index = Optional.ofNullable(place.group("index"));
    String type = wanted.get(index.map(Integer::parseInt).orElse(0)).path("type").asText();
    String option = place.group("member").equals("id") ? "--id" : OPTIONS.getOrDefault(type, type);
    return option + detail.substring(place.end());
  }

  private ObjectNode invalidation(String type) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("mode", soft ? "soft" : "hard")
        .put("id", id.orElseGet(() -> UUID.randomUUID().toString()));
  }

  private static String origin(String host) {
    return host.contains("://") ? host : "https://" + host;
  }

  private void confirm() {
    String answer =
        person
            .ask("Everything that is stored will be fetched anew. Type yes to go on: ")
            .orElseThrow(
                () ->
                    CommandException.usage(
                        List.of("edge-cache: --all: nobody is there to ask (expected: --yes)")));
    if (!answer.strip().equalsIgnoreCase("yes")) {
      throw new CommandException(
          ExitCode.CHECK_FAILED, List.of("edge-cache: nothing was invalidated"));
    }
  }

  private AdminPort.Answer sent(List<ObjectNode> wanted) throws InterruptedException {
    ArrayNode batch = JsonNodeFactory.instance.arrayNode().addAll(wanted);
    return admin.post("/invalidations", wanted.size() == 1 ? wanted.getFirst() : batch);
  }

  private Duration patience() {
    return timeout.orElse(USUAL_TIMEOUT);
  }

  /** Asks again, more and more seldom, until all are done or the time is up. */
  private void awaitDone(List<JsonNode> entries) throws InterruptedException {
    long end = System.nanoTime() + patience().toNanos();
    Duration pause = FIRST_PAUSE;
    while (!entries.stream().allMatch(Outcome::isOver) && System.nanoTime() - end < 0) {
      Thread.sleep(pause);
      pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
      for (int i = 0; i < entries.size(); i++) {
        if (!Outcome.isOver(entries.get(i))) {
          entries.set(i, InvalidationsCommand.one(admin, entries.get(i).path("id").asText()));
        }
      }
    }
  }

  private void print(List<JsonNode> entries) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          entries.size() == 1
              ? entries.getFirst().toPrettyString()
              : JsonNodeFactory.instance.arrayNode().addAll(entries).toPrettyString());
    } else {
      entries.forEach(entry -> out.println(Outcome.line(entry)));
    }
    out.flush();
  }

  private int outcome(List<JsonNode> entries) {
    List<JsonNode> open =
        entries.stream().filter(one -> wait ? !Outcome.isDone(one) : !Outcome.isKept(one)).toList();
    if (open.isEmpty()) {
      return ExitCode.OK;
    }
    PrintWriter err = spec.commandLine().getErr();
    open.forEach(one -> err.println("edge-cache: " + missing(one) + ": " + Outcome.line(one)));
    err.flush();
    return ExitCode.CHECK_FAILED;
  }

  private String missing(JsonNode invalidation) {
    if (!Outcome.isKept(invalidation)) {
      return "in effect, but the log can't be written: a restart would forget it; send it again";
    }
    return Outcome.isOver(invalidation)
        ? "in effect here, but not all of it reached its targets"
        : "not done within " + patience().toSeconds() + " s";
  }
}

package dev.edgecache.policy.explain;

import dev.edgecache.http.Fields;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.events.Event;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.events.MappedEvent;
import dev.edgecache.policy.rules.PolicySet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What came of an example.
 *
 * @param example the example
 * @param mismatches where that is not what was expected; none if the example holds
 */
public record ExampleRun(Example example, List<Mismatch> mismatches) {

  /**
   * One thing that is not as it was expected.
   *
   * @param what what it is, in the words of example files
   * @param expected what should be
   * @param actual what is
   */
  public record Mismatch(String what, String expected, String actual) {}

  /** Copies the list. */
  public ExampleRun {
    mismatches = List.copyOf(mismatches);
  }

  /**
   * Runs an example.
   *
   * @param responseTime when the answer arrives
   */
  public static ExampleRun of(PolicySet policies, Example example, Instant responseTime) {
    List<Mismatch> mismatches =
        switch (example) {
          case Example.OfRequest asked ->
              new Comparison(asked.expectation(), explained(policies, asked, responseTime))
                  .mismatches();
          case Example.OfEvent came ->
              PurgeComparison.mismatches(
                  came.expectation(),
                  Event.of(came.event())
                      .map(
                          event ->
                              EventMapping.ofEvents(policies).map(event.type(), event.fields()))
                      .orElseGet(() -> new MappedEvent.Unusable("it names no type")));
          case Example.OfRow changed ->
              PurgeComparison.mismatches(
                  changed.expectation(),
                  EventMapping.ofTables(policies)
                      .mapRow(changed.row().table(), changed.row().images()));
        };
    return new ExampleRun(example, mismatches);
  }

  private static Explanation explained(
      PolicySet policies, Example.OfRequest example, Instant responseTime) {
    return example
        .response()
        .map(answer -> Explanation.of(policies, example.request(), answer, responseTime))
        .orElseGet(() -> Explanation.of(policies, example.request()));
  }

  /** Whether everything is as it was expected. */
  public boolean holds() {
    return mismatches.isEmpty();
  }

  /** One line for an example that holds; else a line for each expectation that does not. */
  public String text() {
    if (holds()) {
      return "ok    " + example.name() + "\n";
    }
    StringBuilder text = new StringBuilder();
    text.append("FAIL  ").append(example.name()).append(" (").append(example.where()).append(")\n");
    for (Mismatch mismatch : mismatches) {
      text.append("      ").append(mismatch.what()).append('\n');
      lines(text, "        expected  ", mismatch.expected());
      lines(text, "        actual    ", mismatch.actual());
    }
    return text.toString();
  }

  private static void lines(StringBuilder text, String label, String value) {
    String start = label;
    for (String line : value.split("\n", -1)) {
      text.append(start).append(line).append('\n');
      start = " ".repeat(label.length());
    }
  }

  /** The comparison of an expectation with what the policies do. */
  private static final class Comparison {
    private final Expectation expected;
    private final Explanation actual;
    private final List<Mismatch> mismatches = new ArrayList<>();

    Comparison(Expectation expected, Explanation actual) {
      this.expected = expected;
      this.actual = actual;
    }

    List<Mismatch> mismatches() {
      compare("route", expected.route(), actual.match().route().id());
      compare(
          "decision",
          expected.handling().map(ExplanationText::words),
          ExplanationText.words(actual.handling()));
      List<String> parts = actual.key().parts();
      compare(
          "key",
          expected.key().map(key -> String.join("\n", key)),
          String.join("\n", parts.subList(1, parts.size())));
      forwarded(expected.forwarded(), actual.forwarded().fields());
      compare(
          "reason",
          expected.reason().map(ExplanationText::words),
          reason()
              .map(ExplanationText::words)
              .orElse("none: " + ExplanationText.words(actual.handling())));
      stored(expected.stored());
      return mismatches;
    }

    private void compare(String what, Optional<String> should, String is) {
      if (should.isPresent() && !should.get().equals(is)) {
        mismatches.add(new Mismatch(what, should.get(), is));
      }
    }

    private void forwarded(Expectation.Forwarded should, Fields is) {
      compare("forwarded.target", should.target(), actual.forwarded().target());
      new TreeMap<>(should.fields())
          .forEach(
              (name, value) -> {
                String sent = is.combined(name);
                compare(
                    "forwarded.headers." + name,
                    Optional.of(value),
                    sent == null ? "absent" : sent);
              });
      for (String name : new TreeSet<>(should.absent())) {
        String sent = is.combined(name);
        compare("forwarded.absent " + name, Optional.of("absent"), sent == null ? "absent" : sent);
      }
    }

    private Optional<Storability.Reason> reason() {
      return actual
          .answer()
          .flatMap(
              answer ->
                  switch (answer.storability()) {
                    case Storability.Store _ -> Optional.empty();
                    case Storability.DoNotStore(Storability.Reason reason) -> Optional.of(reason);
                  });
    }

    private void stored(Expectation.Stored should) {
      if (should.isAnything()) {
        return;
      }
      if (actual.answer().isEmpty()) {
        mismatches.add(new Mismatch("response", "one, to say how it is stored", "none is given"));
        return;
      }
      switch (actual.answer().get().storability()) {
        case Storability.DoNotStore(Storability.Reason reason) ->
            mismatches.add(
                new Mismatch(
                    "decision", "store", "do-not-store: " + ExplanationText.words(reason)));
        case Storability.Store is -> {
          Lifetime lifetime = is.lifetime();
          duration("fresh", should.fresh(), lifetime.fresh());
          duration(
              "stale-while-revalidate",
              should.staleWhileRevalidate(),
              lifetime.staleWhileRevalidate());
          duration("stale-if-error", should.staleIfError(), lifetime.staleIfError());
          names("vary", should.vary(), Set.copyOf(is.vary()));
          names("tags", should.tags(), is.tags());
        }
      }
    }

    private void duration(String what, Optional<Duration> should, Duration is) {
      compare(what, should.map(ExplanationText::duration), ExplanationText.duration(is));
    }

    private void names(String what, Optional<Set<String>> should, Set<String> is) {
      compare(
          what,
          should.map(names -> String.join(", ", new TreeSet<>(names))),
          String.join(", ", new TreeSet<>(is)));
    }
  }
}

package dev.edgecache.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.invalidation.Floors;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.invalidation.log.Background;
import dev.edgecache.invalidation.log.BackgroundThread;
import dev.edgecache.invalidation.log.Entry;
import dev.edgecache.invalidation.log.InvalidationLog;
import dev.edgecache.invalidation.log.LogObserver;
import dev.edgecache.policy.Policy;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.explain.Example;
import dev.edgecache.policy.explain.ExampleRun;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.files.examples.ExampleFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.events.EventIntake;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.events.EventObserver;
import dev.edgecache.yaml.ReadResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The examples of events in the documentation, taken as a running server takes them. */
final class EventExamplesTest {

  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

  @Test
  @DisplayName("events in docs/invalidation.md invalidate what stands below them")
  void eventsInvalidateWhatThePageSays() throws Exception {
    Page page = Page.of("docs/invalidation.md");
    List<Page.Block> blocks = new Page(page.file(), page.section("## By events")).blocks();
    PolicySet policies = policies(blocks.getFirst().text());
    int examples = 0;
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).note().equals("event")) {
        examples++;
        assertThat(logged(policies, blocks.get(i).text()))
            .isEqualTo(blocks.get(i + 1).text().strip());
      }
    }
    assertThat(examples).isEqualTo(4);
  }

  @Test
  @DisplayName("the examples beside the policy in docs/policies.md hold")
  void examplesOfPolicies() throws Exception {
    Page page = Page.of("docs/policies.md");
    List<Page.Block> blocks = new Page(page.file(), page.section("## Events")).blocks();
    PolicySet policies = policies(blocks.getFirst().text());
    List<Example> examples =
        switch (ExampleFiles.parse("policies.md", blocks.get(1).text())) {
          case ReadResult.Valid<List<Example>>(List<Example> found, var _) -> found;
          case ReadResult.Invalid<List<Example>>(var problems) ->
              throw new AssertionError(problems);
        };
    assertThat(examples).hasSize(3);
    assertThat(examples)
        .extracting(example -> ExampleRun.of(policies, example, NOW).text())
        .allSatisfy(text -> assertThat(text).startsWith("ok "));
  }

  private static PolicySet policies(String yaml) {
    return switch (PolicyFiles.parse("page.yaml", yaml)) {
      case ReadResult.Valid<Policy>(Policy policy, var _) -> PolicySet.of(List.of(policy));
      case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
    };
  }

  /** What the log has of a message: a line with id and tags for each invalidation. */
  private static String logged(PolicySet policies, String json) {
    EventMapping mapping = EventMapping.ofEvents(policies);
    try (BackgroundThread background = new BackgroundThread();
        InvalidationLog log = log(background)) {
      EventIntake intake =
          new EventIntake(
              log,
              () -> mapping,
              () -> Optional.of(new Epoch("7412345678901234567/1")),
              new EventLedger(EventObserver.NONE));
      intake.take(
          new Message("queue", Optional.of("m"), json.getBytes(StandardCharsets.UTF_8), NOW));
      List<Invalidation> all = new ArrayList<>();
      log.latest(10).reversed().stream().map(Entry::invalidation).forEach(all::add);
      assertThat(all)
          .filteredOn(one -> !one.id().equals("by-hand"))
          .allSatisfy(one -> assertThat(one.position()).isPresent());
      return all.stream()
          .map(one -> one.id() + ": " + String.join(", ", new TreeSet<>(one.tags())))
          .collect(Collectors.joining("\n"));
    }
  }

  private static InvalidationLog log(Background background) {
    return InvalidationLog.open(
        new MemoryJournal(),
        new InvalidationLog.Parts(
            new Floors(), Optional.empty(), background, LogObserver.NONE, 100),
        NOW);
  }
}

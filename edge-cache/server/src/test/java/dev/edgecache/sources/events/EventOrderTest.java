package dev.edgecache.sources.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Mark;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.journal.MemoryJournal;
import dev.edgecache.sources.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventOrderTest {

  private static final String EVENTS =
      """
      events:
        changed: { purge: ["product:{product}", "category:{categories}"], position: "{lsn}" }
        stocked: { purge: ["product:{product}"], mode: soft, position: "{lsn}" }
      """;
  private static final int PRODUCTS = 20;
  private static final int SOURCES = 4;

  /** What a tag demands of answers: positions that they must have reached. */
  private record Demand(Mark toBeUsed, Mark toBeFresh) {}

  @RepeatedTest(20)
  @DisplayName(
      "PUR-6: events that come twice, in any order and late, from all sources at once, leave the"
          + " floors that they leave in their order")
  void theOrderDoesNotMatter(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    List<String> events = events(random);
    try (IntakeUnderTest inOrder = new IntakeUnderTest(new MemoryJournal(), EVENTS);
        IntakeUnderTest atOnce = new IntakeUnderTest(new MemoryJournal(), EVENTS)) {
      events.forEach(inOrder::take);
      deliverAtOnce(atOnce, events, random);

      assertThat(demands(atOnce)).isEqualTo(demands(inOrder));
      assertThat(contents(atOnce)).isEqualTo(contents(inOrder));
      assertThat(atOnce.logged()).hasSameSizeAs(inOrder.logged());
    }
  }

  private static List<String> events(Random random) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String type = random.nextInt(3) == 0 ? "stocked" : "changed";
      events.add(
          "{'type': '%s', 'id': 'e%d', 'product': %d, 'categories': [%d, %d], 'lsn': '0/%X'}"
              .formatted(
                  type,
                  i,
                  random.nextInt(PRODUCTS),
                  random.nextInt(3),
                  random.nextInt(3),
                  100 + i));
    }
    return events;
  }

  /** Each source brings all events, some of them twice, in an order of its own. */
  private static void deliverAtOnce(IntakeUnderTest intake, List<String> events, Random random)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(SOURCES);
    try (ExecutorService threads = Executors.newFixedThreadPool(SOURCES)) {
      List<Future<Long>> sources = new ArrayList<>();
      for (int i = 0; i < SOURCES; i++) {
        String source = "source-" + i;
        List<String> deliveries = new ArrayList<>(events);
        deliveries.addAll(events.subList(random.nextInt(50), 50 + random.nextInt(50)));
        Collections.shuffle(deliveries, random);
        sources.add(
            threads.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  return deliveries.stream()
                      .map(event -> intake.take(source, Optional.empty(), event))
                      .filter(Receipt.Effective.class::isInstance)
                      .count();
                }));
      }
      for (Future<Long> source : sources) {
        assertThat(source.get(30, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(events.size());
      }
    }
  }

  /** What each tag demands, but for the sequences, which are those of the arrivals. */
  private static Map<String, Demand> demands(IntakeUnderTest intake) {
    Map<String, Demand> demands = new TreeMap<>();
    for (Invalidation invalidation : intake.logged()) {
      for (String tag : invalidation.tags()) {
        var floor = intake.floors.floorOf(Set.of(tag));
        demands.put(tag, new Demand(positionOf(floor.hard()), positionOf(floor.whole())));
      }
    }
    return demands;
  }

  private static Mark positionOf(Mark mark) {
    return new Mark(0, mark.sampled(), mark.awaited(), mark.position());
  }

  private static Map<String, Set<String>> contents(IntakeUnderTest intake) {
    return intake.logged().stream().collect(Collectors.toMap(Invalidation::id, Invalidation::tags));
  }
}

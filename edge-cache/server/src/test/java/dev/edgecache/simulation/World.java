package dev.edgecache.simulation;

import dev.edgecache.invalidation.Invalidation.Mode;
import dev.edgecache.policy.rules.PolicySet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run: databases, two sites, clients, writers, a feed of invalidations, and what goes wrong.
 */
final class World {

  private static final Duration BUSY = Duration.ofMillis(2500);
  private static final Duration SETTLED = BUSY.plusMillis(7500);
  private static final Duration END = SETTLED.plusSeconds(3);

  final Settings settings;
  final Schedule schedule;
  final PolicySet policies;
  final Databases databases;
  final Promises promises = new Promises(this);
  final Tally tally = new Tally();
  private final List<Site> sites = List.of(new Site("A"), new Site("B"));
  private Optional<String> violation = Optional.empty();

  /** What a run came to. */
  static final class Tally {
    long answers;
    long hits;
    long errors;
    long fetches;
    long opportunities;
    long promotions;
    long crashes;

    void add(Tally other) {
      answers += other.answers;
      hits += other.hits;
      errors += other.errors;
      fetches += other.fetches;
      opportunities += other.opportunities;
      promotions += other.promotions;
      crashes += other.crashes;
    }

    @Override
    public String toString() {
      return "answers=%d opportunities=%d hits=%d fetches=%d errors=%d promotions=%d crashes=%d"
          .formatted(answers, opportunities, hits, fetches, errors, promotions, crashes);
    }
  }

  World(Schedule schedule, Settings settings, PolicySet policies) {
    this.schedule = schedule;
    this.settings = settings;
    this.policies = policies;
    this.databases = new Databases(schedule, settings.lag(), this::publish);
  }

  /** Runs to the end; returns what went wrong. */
  Optional<String> run() {
    sites.forEach(site -> site.begins(new Node(this, site)));
    write();
    sites.forEach(this::visit);
    trouble();
    try {
      schedule.runUntil(BUSY, () -> violation.isPresent());
      databases.heal();
      sites.forEach(site -> site.journal.full = false);
      schedule.runUntil(SETTLED, () -> violation.isPresent());
      if (violation.isEmpty()) {
        sites.forEach(this::visitAll);
      }
      schedule.runUntil(END, () -> violation.isPresent());
    } catch (RuntimeException e) {
      violated("it failed: " + e + " at " + List.of(e.getStackTrace()).subList(0, 6));
    }
    if (violation.isEmpty()) {
      sites.forEach(this::expectAnswered);
    }
    return violation;
  }

  void violated(String what) {
    if (violation.isEmpty()) {
      violation = Optional.of(what);
      schedule.note(() -> "VIOLATED " + what);
    }
  }

  /** Whether things still go wrong. */
  boolean isTroubled() {
    return schedule.nanos() < BUSY.toNanos();
  }

  /** Whether everything has had the time to settle. */
  boolean isQuiet() {
    return schedule.nanos() >= SETTLED.toNanos();
  }

  /** A replica as the local origin chooses it; empty if that one is down. */
  Optional<Server> replica() {
    Server any = databases.local.get(schedule.random().nextInt(databases.local.size()));
    return Optional.of(any).filter(server -> server.up);
  }

  private void write() {
    if (isTroubled()) {
      databases.write(schedule.random().nextInt(Databases.KEYS));
      schedule.after(schedule.millis(1, 60), this::write);
    }
  }

  private void visit(Site site) {
    if (!isTroubled()) {
      return;
    }
    int key = Math.min(schedule.random().nextInt(Databases.KEYS), schedule.random().nextInt(4));
    int visitors = schedule.chance(0.05) ? 10 : 1;
    for (int i = 0; i < visitors; i++) {
      site.node().ifPresent(node -> visit(node, key));
    }
    schedule.after(schedule.micros(100, 6_000), () -> visit(site));
  }

  private void visit(Node node, int key) {
    Server any = databases.local.get(schedule.random().nextInt(2));
    Visit visit = node.visit(key);
    promises.began(visit, node.site.unfenced(key, any));
  }

  private void visitAll(Site site) {
    for (int key = 0; key < Databases.KEYS; key++) {
      if (site.node().isEmpty()) {
        violated("no proxy runs at " + site.name);
      } else {
        site.node().get().visit(key);
      }
    }
  }

  private void expectAnswered(Site site) {
    int left = site.node().map(Node::unanswered).orElse(0);
    if (left > 0) {
      violated(left + " requests are unanswered at " + site.name);
    }
  }

  /** Has every site told of a change, until it has acknowledged that. */
  private void publish(Commit commit) {
    boolean stays = databases.before(commit).category() == commit.category();
    Commit.Tag[] tags = Commit.Tag.values();
    Commit.Tag tag = tags[schedule.random().nextInt(tags.length)];
    boolean rare = tag == Commit.Tag.EVERYTHING && schedule.chance(0.8);
    Event event =
        new Event(
            commit,
            rare || (tag == Commit.Tag.CATEGORY && !stays) ? Commit.Tag.PRODUCT : tag,
            schedule.chance(settings.soft()) ? Mode.SOFT : Mode.HARD,
            schedule.chance(settings.positioned())
                ? Optional.of(commit.position())
                : Optional.empty());
    sites.forEach(site -> send(site, event));
  }

  private void send(Site site, Event event) {
    schedule.after(
        schedule.chance(0.7) ? schedule.micros(100, 5_000) : schedule.millis(5, 400),
        () -> {
          boolean dropped = isTroubled() && schedule.chance(0.2);
          if (!dropped) {
            site.node().ifPresent(node -> node.receive(event));
          }
          if (schedule.chance(0.1)) {
            send(site, event);
          }
        });
    schedule.after(
        schedule.millis(410, 700),
        () -> {
          if (!site.hasAcknowledged(event)) {
            send(site, event);
          }
        });
  }

  private void trouble() {
    if (!isTroubled()) {
      return;
    }
    Settings.Troubles troubles = settings.troubles();
    Server server = databases.servers.get(schedule.random().nextInt(3));
    Site site = sites.get(schedule.random().nextInt(2));
    switch (schedule.random().nextInt(6)) {
      case 0 -> server.paused = troubles.pauses();
      case 1 -> databases.servers.forEach(any -> any.paused = false);
      case 2 -> server.silent = troubles.outages() && !server.silent;
      case 3 -> {
        if (troubles.crashes()) {
          restart(site);
        }
      }
      case 4 -> {
        if (troubles.promotions() && schedule.chance(0.5) && databases.promote(server)) {
          tally.promotions++;
        }
      }
      default -> site.journal.full = troubles.fullDisks() && !site.journal.full;
    }
    schedule.after(schedule.millis(20, 250), this::trouble);
  }

  private void restart(Site site) {
    if (site.node().isPresent()) {
      tally.crashes++;
      site.crash();
      schedule.after(
          schedule.millis(1, 200),
          () -> {
            Node node = new Node(this, site);
            site.begins(node);
            schedule.note(() -> node + " begins");
            promises.floorsHold(node);
          });
    }
  }
}

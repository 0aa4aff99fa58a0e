package dev.edgecache.serve;

import dev.edgecache.model.Message;
import dev.edgecache.model.NaiveCache;
import dev.edgecache.model.NaiveCache.Asked;
import dev.edgecache.model.NaiveCache.Got;
import dev.edgecache.model.NaiveCache.Said;
import dev.edgecache.serve.ProxyUnderTest.Reply;
import dev.edgecache.testing.TestOrigin.Arrived;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One sequence of requests, of what the origin does, and of steps of time, made from a seed. */
final class RandomExchanges {

  private static final int STEPS = 16;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final long seed;
  private final Random random;
  private final ProxyUnderTest proxy;
  private final NaiveCache model;
  private final Queue<Said> said = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final StringBuilder story = new StringBuilder();
  private volatile Plan plan = new Plan(200, "1", true, List.of("Cache-Control: max-age=10"));
  private int reused;

  RandomExchanges(long seed, ProxyUnderTest proxy, Duration staleIfError) {
    this.seed = seed;
    this.random = new Random(seed);
    this.proxy = proxy;
    this.model = new NaiveCache(staleIfError);
  }

  /**
   * What the origin answers.
   *
   * @param status the status; 0 to break off
   * @param version what its entity tag says
   * @param judges whether it judges conditions
   */
  private record Plan(int status, String version, boolean judges, List<String> lines) {}

  /** Runs the sequence; the number of answers that came from the store. */
  int run() throws Exception {
    proxy.origin.always(this::answer);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(2) == 0) {
        proxy.time.advance(Duration.ofSeconds(random.nextInt(40)));
      }
      if (random.nextInt(3) == 0) {
        plan = plan();
      }
      exchange(step);
    }
    return reused;
  }

  /** Some requests for one target at once, most often one. */
  private void exchange(int step) throws Exception {
    String target = "/s" + seed + one("/a", "/a", "/a", "/a?b", "/b");
    List<Asked> all = new ArrayList<>();
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    int together = one(1, 1, 1, 1, 3);
    for (int count = together; count > 0; count--) {
      List<String> fields = requestFields(step + "." + count);
      Asked asked =
          new Asked(
              step + "." + count,
              together > 1 ? "GET" : method(),
              target,
              Message.of(fields),
              proxy.time.instant());
      all.add(asked);
      replies.add(proxy.send(asked.method(), target, namesAndValues(fields)));
    }
    List<Got> got = new ArrayList<>();
    for (CompletableFuture<Reply> reply : replies) {
      got.add(got(reply.get()));
    }
    proxy.awaitQuiet();
    List<Said> meanwhile = drained();
    story.append("%n%s%n  %s%n  %s%n  %s".formatted(all, plan, meanwhile, got));
    reused += meanwhile.isEmpty() ? all.size() : 0;
    model
        .observe(all, meanwhile, got)
        .ifPresent(
            problem -> {
              throw new AssertionError("seed " + seed + ": " + problem + story);
            });
  }

  private String method() {
    return one("GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "M-SEARCH", "FOO");
  }

  private static Got got(Reply reply) {
    return new Got(
        reply.status(),
        reply.field("X-Answer"),
        reply.field("X-Renewal"),
        Message.of(lines(reply)),
        !reply.body().isEmpty());
  }

  private List<Said> drained() {
    List<Said> all = new ArrayList<>();
    for (Said each = said.poll(); each != null; each = said.poll()) {
      all.add(each);
    }
    return all;
  }

  private static List<String> lines(Reply reply) {
    List<String> lines = new ArrayList<>();
    reply.response().headers().map().keySet().stream()
        .filter(name -> !name.startsWith(":"))
        .forEach(name -> lines.add(name + ": " + reply.field(name)));
    return lines;
  }

  private static String[] namesAndValues(List<String> lines) {
    return lines.stream()
        .flatMap(line -> List.of(line.split(": ", 2)).stream())
        .toArray(String[]::new);
  }

  private List<String> requestFields(String id) {
    List<String> fields = new ArrayList<>();
    fields.add("X-Id: " + id);
    maybe(3, fields, "Accept-Language: " + one("de", "en"));
    maybe(3, fields, "Foo: " + one("1", "2"));
    maybe(8, fields, "Authorization: Bearer x");
    maybe(6, fields, "If-None-Match: \"" + one("1", "2", "3") + "\"");
    maybe(
        4,
        fields,
        "Cache-Control: "
            + one(
                "no-cache",
                "no-store",
                "max-age=" + random.nextInt(30),
                "min-fresh=" + random.nextInt(30),
                "max-stale=" + random.nextInt(60),
                "max-age=5, max-stale=30",
                "only-if-cached"));
    return fields;
  }

  private Plan plan() {
    Instant now = proxy.time.instant();
    List<String> lines = new ArrayList<>();
    List<String> directives = new ArrayList<>();
    maybe(2, directives, "max-age=" + random.nextInt(60));
    maybe(5, directives, "s-maxage=" + random.nextInt(60));
    maybe(4, directives, "stale-while-revalidate=" + random.nextInt(60));
    maybe(4, directives, "stale-if-error=" + random.nextInt(60));
    maybe(3, directives, one("public", "private", "no-store", "no-cache"));
    maybe(6, directives, one("must-revalidate", "proxy-revalidate", "immutable"));
    if (!directives.isEmpty()) {
      lines.add("Cache-Control: " + String.join(", ", directives));
    }
    maybe(2, lines, "Date: " + DATE.format(now.minusSeconds(random.nextInt(20))));
    maybe(4, lines, "Age: " + random.nextInt(20));
    maybe(5, lines, "Expires: " + one("0", DATE.format(now.plusSeconds(random.nextInt(60)))));
    maybe(4, lines, "Last-Modified: " + DATE.format(now.minusSeconds(random.nextInt(1000))));
    maybe(3, lines, "Vary: " + one("Accept-Language", "Foo", "Accept-Language, Foo", "*"));
    return new Plan(
        one(200, 200, 200, 200, 200, 404, 301, 500, 503, 0),
        one("1", "2", "3"),
        random.nextInt(4) > 0,
        List.copyOf(lines));
  }

  private void answer(Arrived arrived) {
    Plan now = plan;
    String method = arrived.requestLine().substring(0, arrived.requestLine().indexOf(' '));
    Message request = Message.of(arrived.head().lines().skip(1).filter(l -> !l.isEmpty()).toList());
    String id = request.field("X-Id").orElse("none");
    String tag = "\"" + now.version() + "\"";
    if (now.status() == 0) {
      said.add(new Said(id, method, "", 0, request, Message.of(List.of())));
      arrived.breakOff();
      return;
    }
    String number = Integer.toString(numbers.incrementAndGet());
    boolean known =
        now.status() == 200
            && now.judges()
            && (method.equals("GET") || method.equals("HEAD"))
            && request.list("If-None-Match").contains(tag);
    List<String> lines = new ArrayList<>(now.lines());
    lines.add("ETag: " + tag);
    lines.add((known || method.equals("HEAD") ? "X-Renewal: " : "X-Answer: ") + number);
    int status = known ? 304 : now.status();
    said.add(new Said(id, method, number, status, request, Message.of(lines)));
    String content = known || method.equals("HEAD") ? "" : "answer " + number;
    arrived.send(
        "HTTP/1.1 "
            + status
            + " X\r\n"
            + String.join("\r\n", lines)
            + (known ? "" : "\r\nContent-Length: " + ("answer " + number).length())
            + "\r\n\r\n"
            + content);
  }

  private void maybe(int oneIn, List<String> list, String text) {
    if (random.nextInt(oneIn) == 0) {
      list.add(text);
    }
  }

  private String one(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private int one(int... numbers) {
    return numbers[random.nextInt(numbers.length)];
  }
}

package dev.edgecache.policy.explain;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import dev.edgecache.http.conditional.Preconditions;
import dev.edgecache.policy.Lifetime;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.Route.OriginRule;
import dev.edgecache.policy.Storability;
import dev.edgecache.policy.rules.KeyRules;
import dev.edgecache.policy.rules.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** An explanation as text for people. */
final class ExplanationText {

  private static final String INDENT = "           ";

  private final Explanation explanation;
  private final StringBuilder text = new StringBuilder();

  ExplanationText(Explanation explanation) {
    this.explanation = explanation;
  }

  String text() {
    RequestHead request = explanation.request();
    text.append(request.method()).append(' ');
    text.append(request.scheme()).append("://").append(request.authority());
    text.append(target(request)).append("\n\n");
    route();
    entry("request", explanation.handling().description());
    switch (explanation.handling()) {
      case LOOK_UP, STORE, DO_NOT_STORE -> {
        promise();
        key();
      }
      case PASS -> {
        if (request.isSafe()) {
          promise();
        } else {
          writes();
        }
      }
      case PREFLIGHT -> {}
    }
    if (explanation.handling() != Handling.PREFLIGHT) {
      forwarded();
    }
    explanation.answer().ifPresent(this::answer);
    return text.toString();
  }

  private void route() {
    entry("route", described(explanation.match().route()));
    explanation
        .match()
        .path()
        .ambiguity()
        .ifPresent(
            ambiguity -> line("servers may read the path differently: " + ambiguity.description()));
    int otherHosts = 0;
    for (Considered considered : explanation.considered()) {
      switch (considered.verdict()) {
        case OTHER_HOST -> otherHosts++;
        case MATCHED -> {}
        case OTHER_PATH, OTHER_METHOD, AMBIGUOUS_PATH, LESS_SPECIFIC ->
            line(
                "not "
                    + described(considered.route())
                    + ": it "
                    + considered.verdict().description());
      }
    }
    if (otherHosts > 0) {
      line("not " + otherHosts + " more, for other hosts");
    }
  }

  private static String described(Route route) {
    String methods =
        route.methods().isEmpty() ? "" : String.join(", ", new TreeSet<>(route.methods())) + " ";
    return route.id() + " (" + methods + route.path().text() + ")";
  }

  private void key() {
    List<String> parts = explanation.key().parts();
    entry("key", "version " + parts.getFirst());
    parts.subList(1, parts.size()).forEach(part -> line(Masking.keyPart(part)));
    if (explanation.answer().isEmpty() && KeyRules.obeysNoVarySearch(explanation.match())) {
      line("unless the last stored answer of the path says otherwise by No-Vary-Search");
    }
  }

  private void promise() {
    switch (explanation.match().route().consistency().promise()) {
      case REPLICA -> {}
      case SESSION -> line("shows a session its own writes, and nothing older than it has seen");
      case PRIMARY -> line("is answered from the primary");
    }
  }

  private void writes() {
    Set<String> written = Tags.written(explanation.match());
    if (!written.isEmpty()) {
      line("writes " + String.join(", ", written));
    }
  }

  private void forwarded() {
    RequestHead forwarded = explanation.forwarded();
    entry("origin", "gets " + forwarded.method() + " " + target(forwarded));
    fields(forwarded.fields());
    TreeSet<String> hidden = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    explanation.request().fields().forEach((name, _) -> hidden.add(name));
    forwarded.fields().forEach((name, _) -> hidden.remove(name));
    if (!hidden.isEmpty()) {
      line("does not get " + String.join(", ", hidden));
    }
    origin(explanation.match().route().origin());
    if (Preconditions.FIELDS.stream().anyMatch(forwarded.fields()::contains)
        && explanation.handling() != Handling.PASS) {
      line("but without conditions of the client where it renews what is stored");
    }
  }

  /** Which origin it is, where the route says so. */
  private void origin(OriginRule rule) {
    switch (rule.preference()) {
      case BY_METHOD -> {}
      case LOCAL -> line("is the local one, whatever the method");
      case PRIMARY -> line("is the primary, whatever the method");
    }
    switch (rule.residency()) {
      case ANYWHERE -> {}
      case STAY -> line("is never the primary, even if the local one fails");
    }
    if (explanation.request().isSafe()) {
      rule.hedgeAfter()
          .ifPresent(
              after -> line("is asked once more if it gives no answer within " + duration(after)));
    }
  }

  private void answer(Explanation.Answer answer) {
    ResponseHead response = answer.response();
    entry("answer", "status " + response.status());
    switch (answer.storability()) {
      case Storability.DoNotStore(Storability.Reason reason) ->
          line("not stored: " + words(reason));
      case Storability.Store stored -> {
        lifetime(stored.lifetime());
        line(
            "varies on "
                + (stored.vary().isEmpty() ? "nothing" : String.join(", ", stored.vary())));
        line(
            "tags "
                + (stored.tags().isEmpty()
                    ? "none"
                    : String.join(", ", new TreeSet<>(stored.tags()))));
      }
    }
  }

  private void lifetime(Lifetime lifetime) {
    line("fresh for " + duration(lifetime.fresh()) + ", named by " + words(lifetime.source()));
    line("then stale while revalidated for " + duration(lifetime.staleWhileRevalidate()));
    line("then stale in place of an error for " + duration(lifetime.staleIfError()));
    switch (lifetime.validation()) {
      case WHEN_STALE -> {}
      case ALWAYS_WHEN_STALE -> line("never used stale without asking the origin");
      case AT_EVERY_USE -> line("never used without asking the origin");
    }
  }

  private void fields(Fields fields) {
    fields.forEach((name, value) -> line(name + ": " + Masking.field(name, value)));
  }

  private static String target(RequestHead request) {
    return request.query() == null
        ? request.path()
        : request.path() + "?" + Masking.query(request.query());
  }

  private void entry(String name, String value) {
    text.append(name).append(INDENT.substring(name.length())).append(value).append('\n');
  }

  private void line(String value) {
    text.append(INDENT).append(value).append('\n');
  }

  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A duration as policies write it: the greatest unit that divides it. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86400 == 0 && seconds > 0) {
      return seconds / 86400 + "d";
    }
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}

package dev.edgecache.cloudfront.compile;

import dev.edgecache.cloudfront.model.CacheBehavior;
import dev.edgecache.cloudfront.model.CachePolicy;
import dev.edgecache.cloudfront.model.DistributionModel;
import dev.edgecache.cloudfront.model.Selection;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * CloudFront as it handles the request of a viewer, by our reading of its documents, which is no
 * evidence of what it does: the first behaviour whose pattern matches the path as it was sent; a
 * key of that path and of what the cache policy names, as it was sent, but for Accept-Encoding; and
 * the whole request sent on, with the fields that CloudFront writes of the viewer where the cache
 * policy or the origin request policy names them.
 *
 * @param behavior the behaviour that it takes
 * @param key the key under which an answer is looked up and kept
 * @param forwarded what is sent on
 */
record Viewer(CacheBehavior behavior, List<String> key, RequestHead forwarded) {

  /** Written by CloudFront; what a viewer sends under this name does not count. */
  static final String COUNTRY = "CloudFront-Viewer-Country";

  static Viewer of(DistributionModel distribution, RequestHead request) {
    CacheBehavior behavior = distribution.behaviorOf(request.path());
    CachePolicy policy = behavior.cache();
    Optional<String> coding = coding(policy.codings(), request.fields());
    List<String> key = new ArrayList<>();
    key.add(request.path());
    coding.ifPresent(value -> key.add("coding " + value));
    for (String name : only(policy.headers())) {
      key.add(
          name + ": " + (name.equals("Host") ? request.authority() : request.fields().all(name)));
    }
    for (String piece : pieces(request.query(), "&")) {
      if (policy.query().takes(name(piece))) {
        key.add("?" + piece);
      }
    }
    for (String line : request.fields().all("Cookie")) {
      for (String piece : pieces(line, ";")) {
        if (policy.cookies().takes(name(piece.strip()))) {
          key.add("cookie " + piece.strip());
        }
      }
    }
    return new Viewer(behavior, key, request.withFields(forwarded(behavior, request, coding)));
  }

  private static Fields forwarded(
      CacheBehavior behavior, RequestHead request, Optional<String> coding) {
    Fields fields = request.fields();
    if (!behavior.cache().headers().takes(COUNTRY)
        && !behavior.forward().added().contains(COUNTRY)) {
      fields = fields.without(Set.of(COUNTRY));
    }
    return coding.isPresent() ? fields.with("Accept-Encoding", coding.get()) : fields;
  }

  /** Both codings as one value, one of them, or identity where viewers take neither. */
  private static Optional<String> coding(CachePolicy.Codings codings, Fields request) {
    if (!codings.gzip() && !codings.brotli()) {
      return Optional.empty();
    }
    String accepted = String.join(",", request.all("Accept-Encoding"));
    boolean brotli = codings.brotli() && accepted.contains("br");
    boolean gzip = codings.gzip() && accepted.contains("gzip");
    return Optional.of(brotli ? gzip ? "br,gzip" : "br" : gzip ? "gzip" : "identity");
  }

  private static List<String> only(Selection selection) {
    return switch (selection) {
      case Selection.Only(SortedSet<String> names) -> List.copyOf(names);
      case Selection.None() -> List.of();
      case Selection.All _, Selection.AllExcept _ ->
          throw new IllegalStateException("no cache policy takes this: " + selection);
    };
  }

  private static List<String> pieces(@Nullable String text, String separator) {
    return text == null ? List.of() : List.of(text.split(separator, -1));
  }

  private static String name(String piece) {
    int equals = piece.indexOf('=');
    return equals < 0 ? piece : piece.substring(0, equals);
  }
}

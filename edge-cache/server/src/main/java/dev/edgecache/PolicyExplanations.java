package dev.edgecache;

import dev.edgecache.admin.Policies.ExplainRequest;
import dev.edgecache.admin.Policies.Explained;
import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import dev.edgecache.policy.explain.Explanation;
import dev.edgecache.policy.rules.PolicySet;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explanations of the policies in force for the admin port. */
final class PolicyExplanations {

  private PolicyExplanations() {}

  /**
   * What the policies make of a request.
   *
   * @throws IllegalArgumentException if the request is not one, with a message for its author
   */
  static Explained of(PolicySet policies, ExplainRequest request) {
    Explanation explanation = Explanation.of(policies, headOf(request));
    List<String> lines = explanation.text().lines().toList();
    return new Explained(
        Map.of("route", explanation.match().route().id(), "explanation", lines),
        explanation.text());
  }

  private static RequestHead headOf(ExplainRequest request) {
    URI url = urlOf(request.url());
    String path = url.getRawPath();
    @Nullable String query = url.getRawQuery();
    return new RequestHead(
        request.method(),
        url.getScheme(),
        url.getRawAuthority(),
        path.isEmpty() ? "/" : path,
        query,
        fieldsOf(request.fields()));
  }

  private static URI urlOf(String text) {
    try {
      URI url = new URI(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url: " + text + " (" + e.getReason() + ")", e);
    }
    throw new IllegalArgumentException(
        "url: " + text + " (expected: an absolute URL such as https://api.example/v1/products/1)");
  }

  private static Fields fieldsOf(List<String> lines) {
    Fields.Builder fields = Fields.builder();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("header: " + line + " (expected: Name: value)");
      }
      fields.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return fields.build();
  }
}

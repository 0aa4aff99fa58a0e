package dev.edgecache.cli.policy;

import dev.edgecache.http.Authority;
import dev.edgecache.http.Fields;
import dev.edgecache.http.Grammar;
import dev.edgecache.http.RequestHead;
import dev.edgecache.origin.Syntax;
import dev.edgecache.serve.listen.RequestGate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** Requests and header fields as people write them. */
public final class RequestText {

  private RequestText() {}

  /**
   * A request head.
   *
   * @param url an absolute URL of scheme http or https
   * @param lines header field lines, each {@code Name: value}
   * @throws IllegalArgumentException if the server would refuse the request, with a message for its
   *     author
   */
  public static RequestHead request(String method, String url, List<String> lines) {
    if (!Syntax.isToken(method)) {
      throw new IllegalArgumentException("method: " + method + " (expected: one such as GET)");
    }
    if (!RequestGate.serves(method)) {
      throw new IllegalArgumentException(
          "method: " + method + " (expected: one that is served: " + RequestGate.ALLOWED + ")");
    }
    URI parsed = parsed(url);
    String path = parsed.getRawPath();
    return new RequestHead(
        method,
        parsed.getScheme(),
        parsed.getRawAuthority(),
        path.isEmpty() ? "/" : path,
        parsed.getRawQuery(),
        fields(lines));
  }

  /**
   * Header fields.
   *
   * @param lines each {@code Name: value}
   * @throws IllegalArgumentException if one is malformed, with a message that tells no value
   */
  public static Fields fields(List<String> lines) {
    Fields.Builder fields = Fields.builder();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("header: " + line + " (expected: Name: value)");
      }
      String name = line.substring(0, colon);
      String value = Grammar.trimmed(line.substring(colon + 1));
      if (!Syntax.isToken(name)) {
        throw new IllegalArgumentException(
            "header: " + name + " (expected: a field name such as Accept, then a colon)");
      }
      if (!Syntax.isFieldValue(value)) {
        throw new IllegalArgumentException(
            "header: " + name + " (expected: a value in ISO 8859-1 without control characters)");
      }
      fields.add(name, value);
    }
    return fields.build();
  }

  private static URI parsed(String text) {
    String expected =
        "url: " + text + " (expected: an absolute URL such as https://api.example/v1/products/1)";
    try {
      URI url = new URI(text);
      boolean named =
          Optional.ofNullable(url.getRawAuthority()).flatMap(Authority::parse).isPresent();
      if (!named || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        throw new IllegalArgumentException(expected);
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(expected, e);
    }
  }
}

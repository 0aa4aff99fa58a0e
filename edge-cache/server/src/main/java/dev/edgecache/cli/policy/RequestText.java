package dev.edgecache.cli.policy;

import dev.edgecache.http.Fields;
import dev.edgecache.http.RequestHead;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Requests and header fields as people write them. */
public final class RequestText {

  private RequestText() {}

  /**
   * A request head.
   *
   * @param url an absolute URL of scheme http or https
   * @param lines header field lines, each {@code Name: value}
   * @throws IllegalArgumentException if the text is no request, with a message for its author
   */
  public static RequestHead request(String method, String url, List<String> lines) {
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
   * @throws IllegalArgumentException if one has no name
   */
  public static Fields fields(List<String> lines) {
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

  private static URI parsed(String text) {
    String expected =
        "url: " + text + " (expected: an absolute URL such as https://api.example/v1/products/1)";
    try {
      URI url = new URI(text);
      if (url.getHost() == null
          || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        throw new IllegalArgumentException(expected);
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(expected, e);
    }
  }
}

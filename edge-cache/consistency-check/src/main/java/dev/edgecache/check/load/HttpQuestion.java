package dev.edgecache.check.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * A request.
 *
 * @param cookie what is sent as {@code Cookie}
 * @param content the content and its media type
 */
record HttpQuestion(
    String method, String path, Optional<String> cookie, Optional<Content> content) {

  /** What a request carries. */
  record Content(String type, String text) {}

  static HttpQuestion get(String path, Optional<String> cookie) {
    return new HttpQuestion("GET", path, cookie, Optional.empty());
  }

  static HttpQuestion post(String path, Optional<String> cookie, Content content) {
    return new HttpQuestion("POST", path, cookie, Optional.of(content));
  }

  /** As it is sent to a server. */
  String text(String host) {
    StringBuilder text = new StringBuilder(128);
    text.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(host).append("\r\n");
    cookie.ifPresent(value -> text.append("Cookie: ").append(value).append("\r\n"));
    content.ifPresent(
        value -> {
          text.append("Content-Type: ").append(value.type()).append("\r\n");
          text.append("Content-Length: ").append(value.text().getBytes(UTF_8).length);
          text.append("\r\n");
        });
    text.append("\r\n");
    content.ifPresent(value -> text.append(value.text()));
    return text.toString();
  }
}

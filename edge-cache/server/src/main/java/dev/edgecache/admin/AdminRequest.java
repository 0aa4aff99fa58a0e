package dev.edgecache.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to an endpoint of the admin port.
 *
 * @param query the decoded query parameters, the values of one name in their order
 * @param accept the value of the Accept field; empty if there is none
 * @param caller who asks
 * @param item what {@code {item}} in the path of the endpoint stands for, decoded; empty if the
 *     path has none
 * @param content what came with it
 */
public record AdminRequest(
    Map<String, List<String>> query, String accept, Caller caller, String item, Content content) {

  /** Who asks. */
  public enum Caller {
    /** One who presented the token, or a program on this machine where none is needed. */
    OPERATOR,
    /** Anybody, such as the health check of a load balancer. */
    ANYBODY
  }

  /** The content of a request. */
  public static final class Content {

    private final String type;
    private final byte[] bytes;

    Content(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    /** The media type as it was sent; empty if there is none. */
    public String type() {
      return type;
    }

    /** The bytes, no more than the admin port takes; not to be changed. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** Copies the map. */
  public AdminRequest {
    query = Map.copyOf(query);
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  /** All values of a query parameter. */
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }
}

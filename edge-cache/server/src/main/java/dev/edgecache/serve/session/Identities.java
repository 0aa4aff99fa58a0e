package dev.edgecache.serve.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.http.FieldNames;
import dev.edgecache.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The identities that requests claim. A wrong claim makes answers newer, and never older. */
final class Identities {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEARER = "Bearer ";
  private static final int MOST_OCTETS = 8192;

  private Identities() {}

  /** The identity that a request claims, if it does. */
  static Optional<String> of(RequestHead request, SessionSettings.Identity identity) {
    return switch (identity) {
      case SessionSettings.Identity.Header(String name) ->
          Optional.ofNullable(request.fields().first(name)).filter(value -> !value.isEmpty());
      case SessionSettings.Identity.Claim(String name) ->
          Optional.ofNullable(request.fields().first(FieldNames.AUTHORIZATION))
              .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
              .flatMap(value -> claim(value.substring(BEARER.length()).strip(), name));
    };
  }

  private static Optional<String> claim(String token, String name) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || token.length() > MOST_OCTETS) {
      return Optional.empty();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
      JsonNode said = JSON.readTree(new String(payload, StandardCharsets.UTF_8)).path(name);
      return said.isValueNode() && !said.isNull() ? Optional.of(said.asText()) : Optional.empty();
    } catch (IllegalArgumentException | JsonProcessingException _) {
      return Optional.empty();
    }
  }
}

package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.durationUpTo;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.secret;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.consistency.session.SigningKey;
import dev.edgecache.serve.session.SessionSettings;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.time.Duration;

/** What a configuration file may say of sessions. */
final class SessionKeys {

  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

  private final Surroundings surroundings;

  SessionKeys(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  ObjectType<SessionSettings> sessions() {
    Type<SigningKey> key = secret().as(surroundings::reveal).as(SigningKey::of);
    return ObjectType.of(
        "sessions",
        "How sessions see their own writes, on routes with `consistency: session`.",
        keys -> {
          var secrets =
              keys.key(
                      "keys",
                      listOf(key),
                      "The secrets, of 32 octets or more, by which tokens are signed: the first one"
                          + " signs, all are believed. The same on every node.")
                  .required();
          var cookie =
              keys.key(
                      "cookie",
                      text("cookie name", "a cookie name", TOKEN),
                      "The cookie that carries a token; it never reaches the origin.")
                  .orElse("edge-session");
          var header =
              keys.key(
                      "header",
                      text("field name", "a field name", TOKEN),
                      "A field that carries it as well, in answers and in requests, for clients"
                          + " without cookies.")
                  .example("Edge-Session")
                  .optional();
          var lifetime =
              keys.key(
                      "lifetime",
                      durationUpTo(Duration.ofDays(30)),
                      "How long a session lasts after its last write.")
                  .orElse("24h");
          var identity =
              keys.key(
                      "identity",
                      identity(),
                      "What tells clients apart that keep no token: what they have written is known"
                          + " here for the window.")
                  .optional();
          var window =
              keys.key(
                      "window",
                      durationUpTo(Duration.ofHours(1)),
                      "How long what a session has written stays in memory; longer than replicas"
                          + " lag.")
                  .orElse("5s");
          return values ->
              new SessionSettings(
                  values.get(cookie),
                  values.get(header),
                  values.get(secrets),
                  values.get(lifetime),
                  values.get(identity),
                  values.get(window));
        });
  }

  private static ObjectType<SessionSettings.Identity> identity() {
    return ObjectType.of(
        "session-identity",
        "What tells clients apart, in exactly one way. It is not verified here: a wrong one makes"
            + " answers newer, and never older.",
        keys -> {
          var header =
              keys.key("header", text("field name", "a field name", TOKEN), "The value of a field.")
                  .example("X-Customer")
                  .optional();
          var claim =
              keys.key(
                      "jwt-claim",
                      text("claim", "the name of a claim", "[^\\u0000-\\u001f]+"),
                      "A claim of the JSON Web Token that is the bearer token.")
                  .example("sub")
                  .optional();
          keys.exactlyOne(header, claim);
          return values ->
              values
                  .get(header)
                  .<SessionSettings.Identity>map(SessionSettings.Identity.Header::new)
                  .orElseGet(
                      () -> new SessionSettings.Identity.Claim(values.get(claim).orElseThrow()));
        });
  }
}

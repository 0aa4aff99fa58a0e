package dev.edgecache.sources.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgecache.sources.Json;
import dev.edgecache.sources.MalformedInvalidationException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message as Amazon SNS delivers it by HTTPS: an object of texts, the signature among them.
 *
 * @param type what it is
 * @param members its members that are texts, by name
 */
record SnsMessage(Type type, Map<String, String> members) {

  /** What a message is, with the members that are signed in their order. */
  enum Type {
    NOTIFICATION(
        "Notification", "Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    SUBSCRIPTION(
        "SubscriptionConfirmation",
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type"),
    UNSUBSCRIPTION(
        "UnsubscribeConfirmation",
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type");

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> signed;

    Type(String word, String... signed) {
      this.word = word;
      this.signed = List.of(signed);
    }
  }

  /** Copies the map. */
  SnsMessage {
    members = Map.copyOf(members);
  }

  /** The message of a text; empty if it is none. */
  static Optional<SnsMessage> of(byte[] text) {
    try {
      JsonNode root = Json.parsed(text);
      Map<String, String> members = new HashMap<>();
      for (var member : root.properties()) {
        if (member.getValue().isTextual()) {
          members.put(member.getKey(), member.getValue().textValue());
        }
      }
      for (Type type : Type.values()) {
        if (type.word.equals(members.get("Type"))) {
          return Optional.of(new SnsMessage(type, members));
        }
      }
      return Optional.empty();
    } catch (MalformedInvalidationException e) {
      return Optional.empty();
    }
  }

  /** A member; empty if it is absent. */
  String member(String name) {
    return members.getOrDefault(name, "");
  }

  /** When it was published. */
  Optional<Instant> published() {
    try {
      return Optional.of(Instant.parse(member("Timestamp")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether the owner of the key signed it, by either version of signatures that SNS has. */
  boolean isSignedBy(PublicKey key) {
    String algorithm =
        switch (member("SignatureVersion")) {
          case "1" -> "SHA1withRSA";
          case "2" -> "SHA256withRSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      signature.update(signed().getBytes(UTF_8));
      return signature.verify(Base64.getDecoder().decode(member("Signature")));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * What is signed: names and values of certain members, each on a line; absent ones are left out.
   */
  private String signed() {
    StringBuilder text = new StringBuilder();
    for (String name : type.signed) {
      if (members.containsKey(name)) {
        text.append(name).append('\n').append(member(name)).append('\n');
      }
    }
    return text.toString();
  }
}

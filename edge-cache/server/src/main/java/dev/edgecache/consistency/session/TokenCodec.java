package dev.edgecache.consistency.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Session tokens as text for a cookie or a field: base64url of a version, the number of a key, the
 * token ({@link TokenFormat}), and a signature of all that.
 */
public final class TokenCodec {

  private static final byte VERSION = 1;
  private static final int HEAD_LENGTH = 2;
  private static final int MAX_LENGTH = 4096;

  private final List<SigningKey> keys;

  /**
   * A codec with these keys.
   *
   * @param keys the first one signs, all verify
   */
  public TokenCodec(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys: none (expected: one or more)");
    }
  }

  /** The text of a token. */
  public String write(SessionToken token) {
    SigningKey key = keys.getFirst();
    byte[] content = TokenFormat.write(token);
    int signed = HEAD_LENGTH + content.length;
    byte[] octets = new byte[signed + SigningKey.SIGNATURE_LENGTH];
    octets[0] = VERSION;
    octets[1] = key.number();
    System.arraycopy(content, 0, octets, HEAD_LENGTH, content.length);
    System.arraycopy(key.signature(octets, signed), 0, octets, signed, SigningKey.SIGNATURE_LENGTH);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** The token of a text, as of an instant. */
  public ReadToken read(String text, Instant now) {
    Optional<byte[]> decoded = octets(text);
    if (decoded.isEmpty()) {
      return new ReadToken.Rejected(ReadToken.Reason.UNREADABLE);
    }
    byte[] octets = decoded.get();
    int signed = octets.length - SigningKey.SIGNATURE_LENGTH;
    List<SigningKey> named = keys.stream().filter(key -> key.number() == octets[1]).toList();
    if (named.isEmpty()) {
      return new ReadToken.Rejected(ReadToken.Reason.FOREIGN);
    }
    byte[] signature = Arrays.copyOfRange(octets, signed, octets.length);
    if (named.stream()
        .noneMatch(key -> MessageDigest.isEqual(key.signature(octets, signed), signature))) {
      return new ReadToken.Rejected(ReadToken.Reason.FORGED);
    }
    return TokenFormat.read(Arrays.copyOfRange(octets, HEAD_LENGTH, signed))
        .<ReadToken>map(
            token ->
                token.expires().isAfter(now) ? new ReadToken.Valid(token) : new ReadToken.Expired())
        .orElseGet(() -> new ReadToken.Rejected(ReadToken.Reason.UNREADABLE));
  }

  /** The octets of a text that may be a token of this version. */
  private static Optional<byte[]> octets(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] octets = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
      return octets.length >= HEAD_LENGTH + SigningKey.SIGNATURE_LENGTH && octets[0] == VERSION
          ? Optional.of(octets)
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}

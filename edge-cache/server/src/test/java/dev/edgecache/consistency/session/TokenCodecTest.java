package dev.edgecache.consistency.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("session tokens as text")
class TokenCodecTest {

  private static final SigningKey KEY = SigningKey.of("a secret of the first half of the year");
  private static final SigningKey NEXT = SigningKey.of("a secret of the second half of the year");
  private static final TokenCodec CODEC = new TokenCodec(List.of(KEY));
  private static final Instant BEFORE = Instant.EPOCH;
  private static final Instant END = Instant.ofEpochSecond(1_800_000_000);
  private static final Position AT = new Position(new Epoch("7412345678901234567/1"), 0x16B3748);

  static Stream<Long> seeds() {
    return Stream.iterate(1L, seed -> seed + 1).limit(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @DisplayName("what is written is read, and nothing with another bit")
  void roundTrip(long seed) {
    Random random = new Random(seed);
    SessionToken token = new RandomTokens(random).token(150).lastingUntil(END);
    String text = CODEC.write(token);
    assertThat(CODEC.read(text, BEFORE)).isEqualTo(new ReadToken.Valid(token));
    assertThat(text).matches("[A-Za-z0-9_-]+").hasSizeLessThan(2500);

    byte[] octets = Base64.getUrlDecoder().decode(text);
    octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
    assertThat(CODEC.read(encoded(octets), BEFORE)).isInstanceOf(ReadToken.Rejected.class);
    byte[] shorter = Arrays.copyOf(octets, random.nextInt(octets.length));
    assertThat(CODEC.read(encoded(shorter), BEFORE)).isInstanceOf(ReadToken.Rejected.class);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @DisplayName("octets at random are a token or none, without an exception")
  void reads(long seed) {
    Random random = new Random(seed);
    byte[] octets = new byte[random.nextInt(60)];
    random.nextBytes(octets);
    TokenFormat.read(octets);
    byte[] real = TokenFormat.write(new RandomTokens(random).token(20));
    real[random.nextInt(real.length)] = (byte) random.nextInt();
    TokenFormat.read(real);
    assertThat(TokenFormat.read(Arrays.copyOf(real, random.nextInt(8)))).isEmpty();
  }

  @Test
  @DisplayName("octets beyond the end, and positions below 0, are no token")
  void malformed() {
    byte[] octets = {0, 0, 0, 0, 0, 0, 0, 7, 60, 1, 1, 'a', 5, 0, 1, 0, 0, 0, 9, 5, 0, 0};
    assertThat(TokenFormat.read(octets)).isPresent();
    assertThat(TokenFormat.read(Arrays.copyOf(octets, octets.length + 1))).isEmpty();
    octets[19] = 6;
    assertThat(TokenFormat.read(octets)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "=", "a b", "\u20ac", "AQ", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  @DisplayName("text that is no token of this version is unreadable")
  void unreadable(String text) {
    assertThat(CODEC.read(text, BEFORE)).isEqualTo(rejected(ReadToken.Reason.UNREADABLE));
    assertThat(CODEC.read("A".repeat(5000), BEFORE))
        .isEqualTo(rejected(ReadToken.Reason.UNREADABLE));
  }

  @Test
  @DisplayName("a token ends")
  void expires() {
    String text = CODEC.write(SessionToken.begin(7, END));
    assertThat(CODEC.read(text, END.minusMillis(1))).isInstanceOf(ReadToken.Valid.class);
    assertThat(CODEC.read(text, END)).isEqualTo(new ReadToken.Expired());
  }

  @Test
  @DisplayName("keys are changed without ending sessions: the first signs, all verify")
  void rotation() {
    SessionToken token = SessionToken.begin(7, END).wrote(Set.of("cart"), AT);
    TokenCodec both = new TokenCodec(List.of(NEXT, KEY));
    assertThat(both.read(CODEC.write(token), BEFORE)).isEqualTo(new ReadToken.Valid(token));
    assertThat(CODEC.read(both.write(token), BEFORE)).isEqualTo(rejected(ReadToken.Reason.FOREIGN));
  }

  @Test
  @DisplayName("a signature of another key is forged although it names this one")
  void forged() {
    byte[] octets = Base64.getUrlDecoder().decode(CODEC.write(SessionToken.begin(7, END)));
    octets[octets.length - 1] ^= 1;
    assertThat(CODEC.read(encoded(octets), BEFORE)).isEqualTo(rejected(ReadToken.Reason.FORGED));
  }

  @Test
  @DisplayName("a token of one write, and a full one, fit into a cookie")
  void size() {
    SessionToken token = SessionToken.begin(-7, END).wrote(Set.of("product:42"), AT);
    assertThat(CODEC.write(token)).hasSizeLessThan(100);
    for (int i = 0; i < 200; i++) {
      Position later = new Position(AT.epoch(), AT.value() + i * 1_000_000L);
      token = token.saw("/v1/products/" + i, i, later);
    }
    assertThat(CODEC.write(token)).hasSizeLessThan(1200);
  }

  @Test
  @DisplayName("secrets are long, and shown nowhere")
  void secrets() {
    assertThatThrownBy(() -> SigningKey.of("x".repeat(31)))
        .hasMessage("key: a secret of 31 octets (expected: 32 or more, at random)");
    assertThat(KEY.toString()).doesNotContain("secret");
    assertThat(SessionToken.begin(123_456_789, END).toString()).doesNotContain("123456789");
  }

  private static ReadToken rejected(ReadToken.Reason reason) {
    return new ReadToken.Rejected(reason);
  }

  private static String encoded(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}

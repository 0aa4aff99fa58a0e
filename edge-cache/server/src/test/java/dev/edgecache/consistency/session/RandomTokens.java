package dev.edgecache.consistency.session;

import dev.edgecache.consistency.Epoch;
import dev.edgecache.consistency.Position;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Tokens of one session, by a seed: few tags and keys, so that they meet. */
final class RandomTokens {

  static final List<Epoch> EPOCHS = List.of(new Epoch("7412345678901234567/1"), new Epoch("b/2"));

  private final RandomGenerator random;

  RandomTokens(RandomGenerator random) {
    this.random = random;
  }

  /** A token after at most so many steps. */
  SessionToken token(int steps) {
    SessionToken token = SessionToken.begin(7, Instant.ofEpochSecond(random.nextInt(1 << 30)));
    for (int left = random.nextInt(steps + 1); left > 0; left--) {
      token = step(token);
    }
    return token;
  }

  SessionToken step(SessionToken token) {
    return switch (random.nextInt(100)) {
      case 0 -> token.wrote(Set.of(), position());
      case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ->
          token.wrote(Set.of("tag" + random.nextInt(50), "all"), position());
      default -> token.saw("/" + random.nextInt(100), random.nextInt(3), position());
    };
  }

  Position position() {
    Epoch epoch = EPOCHS.get(random.nextInt(10) == 0 ? 1 : 0);
    return new Position(
        epoch, random.nextInt(20) == 0 ? random.nextLong() : random.nextLong(1, 1 << 20));
  }
}

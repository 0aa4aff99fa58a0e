package dev.edgecache.invalidation.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.consistency.Position;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PUR-11: what is left of invalidations that are no longer told apart")
class BaseTest {

  private static Optional<Position> at(String text) {
    return Position.parse(text);
  }

  @Test
  void itHasTheGreatestPositionOfThem() {
    Base base =
        Base.NONE.folding(1, at("7/1@0/5")).folding(2, at("7/1@0/9")).folding(3, at("7/1@0/7"));

    assertThat(base).isEqualTo(new Base(3, at("7/1@0/9")));
  }

  @Test
  void itsPositionIsUnknownIfThatOfOneIs() {
    assertThat(Base.NONE.folding(1, at("7/1@0/5")).folding(2, Optional.empty()).position())
        .isEmpty();
    assertThat(Base.NONE.folding(1, Optional.empty()).folding(2, at("7/1@0/5")).position())
        .isEmpty();
  }

  @Test
  void itsPositionIsUnknownAcrossHistories() {
    assertThat(Base.NONE.folding(1, at("7/1@0/5")).folding(2, at("7/2@0/5")).position()).isEmpty();
  }

  @Test
  void aSampleReflectsAllThatCameBefore() {
    Base unknown = Base.NONE.folding(5, Optional.empty());

    assertThat(unknown.reflectedBy(new Sample(4, at("7/1@0/9").orElseThrow()))).isEqualTo(unknown);
    assertThat(unknown.reflectedBy(new Sample(5, at("7/1@0/9").orElseThrow())))
        .isEqualTo(new Base(5, at("7/1@0/9")));
    assertThat(Base.NONE.reflectedBy(new Sample(5, at("7/1@0/9").orElseThrow())))
        .isEqualTo(Base.NONE);
  }
}

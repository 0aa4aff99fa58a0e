package dev.edgecache.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MutationTest {

  @Test
  @DisplayName("each mutation still finds the text that it replaces")
  void everyMutationApplies() throws Exception {
    List<Mutation> mutations = Mutation.all();
    assertThat(mutations).isNotEmpty();
    for (Mutation mutation : mutations) {
      assertThat(mutation.sources()).as(mutation.title()).isNotEmpty();
    }
  }
}

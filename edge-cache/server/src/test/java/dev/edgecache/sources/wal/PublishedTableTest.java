package dev.edgecache.sources.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.sources.wal.PublishedTable.Rows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what a publication must have")
class PublishedTableTest {

  private static final Map<String, Set<String>> NEEDED =
      Map.of("public.products", Set.of("id", "category"), "public.prices", Set.of("id"));

  private static final PublishedTable PRICES =
      new PublishedTable("public.prices", Rows.ALL, Set.of("id", "cents"), Set.of("id"));

  private static List<String> problems(PublishedTable... tables) {
    return PublishedTable.problems("edge", List.of(tables), NEEDED);
  }

  private static PublishedTable products(Rows rows, Set<String> columns, Set<String> identity) {
    return new PublishedTable("public.products", rows, columns, identity);
  }

  @Test
  void allRowsAndAllOldAndNewValuesThatTagsNeed() {
    Set<String> needed = Set.of("id", "category");
    assertThat(problems(PRICES, products(Rows.ALL, needed, needed))).isEmpty();
    assertThat(problems(PRICES))
        .singleElement()
        .asString()
        .contains("ALTER PUBLICATION edge ADD TABLE public.products");
    assertThat(problems(PRICES, products(Rows.SOME, needed, needed)))
        .singleElement()
        .asString()
        .contains("some rows of public.products");
    assertThat(problems(PRICES, products(Rows.ALL, Set.of("id"), Set.of("id"))))
        .singleElement()
        .asString()
        .contains("lacks columns of public.products", "category");
    assertThat(problems(PRICES, products(Rows.ALL, needed, Set.of("id"))))
        .singleElement()
        .asString()
        .contains("category", "ALTER TABLE public.products REPLICA IDENTITY FULL");
    assertThat(problems()).hasSize(2);
  }
}

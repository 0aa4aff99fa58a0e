package dev.edgecache.http.negotiation;

import static dev.edgecache.http.Level.MUST;
import static dev.edgecache.http.Level.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import dev.edgecache.http.Level;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The No-Vary-Search draft: what the field says, and which queries are equivalent by it. */
class NoVarySearchTest {

  /** A value of the field and what it means; empty for nothing. */
  record Value(Level level, String field, String means) {
    @Override
    public String toString() {
      return level + " <" + field + ">";
    }
  }

  static Stream<Value> values() {
    return Stream.of(
        new Value(MUST, "key-order", "key-order, params=()"),
        new Value(MUST, "key-order=?1", "key-order, params=()"),
        new Value(MUST, "key-order=?0", ""),
        new Value(MUST, "params=(\"a\" \"b\")", "params=(\"a\" \"b\")"),
        new Value(MUST, "params=(\"b\" \"a\" \"b\")", "params=(\"a\" \"b\")"),
        new Value(MUST, "params=()", ""),
        new Value(MUST, "except=(\"a\")", "except=(\"a\")"),
        new Value(MUST, "except=()", "except=()"),
        new Value(MUST, "except=(\"x\"), key-order", "key-order, except=(\"x\")"),
        new Value(MUST, "params=(\"%C3%A9+%E6%B0%97\")", "params=(\"%C3%A9+%E6%B0%97\")"),
        new Value(MUST, "params=(\"%61\";q=1);x", "params=(\"a\")"),
        new Value(MUST, "params=(\"a\"), later=1", "params=(\"a\")"),
        new Value(MUST, "unknown", ""),
        new Value(MUST, "params=(\"a\"), except=(\"b\")", ""),
        new Value(MUST, "params=(), except=()", ""),
        new Value(MUST, "params", ""),
        new Value(MUST, "params, except=(\"x\")", ""),
        new Value(MUST, "params=\"a\"", ""),
        new Value(MUST, "params=(a)", ""),
        new Value(MUST, "params=(\"a\" 1)", ""),
        new Value(MUST, "except=\"a\"", ""),
        new Value(MUST, "except", ""),
        new Value(MUST, "except=(a)", ""),
        new Value(MUST, "key-order=1", ""),
        new Value(MUST, "key-order=\"a\", params=(\"a\")", ""),
        new Value(MUST, "key-order=(), params=(\"a\")", ""),
        new Value(MUST, "params=(\"a\"", ""),
        new Value(MUST, "", ""),
        new Value(OURS, "params=(\"a\" \"\")", "params=(\"\" \"a\")"));
  }

  @ParameterizedTest
  @MethodSource("values")
  @DisplayName("what a value says; nothing where anything is of a wrong type")
  void reads(Value value) {
    NoVarySearch said = NoVarySearch.of(Fields.of("No-Vary-Search", value.field()));
    if (value.means().isEmpty()) {
      assertThat(said).isEqualTo(NoVarySearch.NONE);
    } else {
      assertThat(said.text()).isEqualTo(value.means());
    }
  }

  @Test
  @DisplayName("all lines count together")
  void readsAllLines() {
    assertThat(
            NoVarySearch.of(
                Fields.of("No-Vary-Search", "key-order", "no-vary-search", "params=(\"a\")")))
        .isEqualTo(NoVarySearch.of(Fields.of("No-Vary-Search", "key-order, params=(\"a\")")));
  }

  /** Queries under a value of the field; they are equivalent, or no two of them are. */
  record Queries(String field, boolean equivalent, List<String> queries) {
    @Override
    public String toString() {
      return "<" + field + "> " + (equivalent ? "equivalent " : "different ") + queries;
    }
  }

  private static Queries same(String field, String... queries) {
    return new Queries(field, true, List.of(queries));
  }

  private static Queries different(String field, String... queries) {
    return new Queries(field, false, List.of(queries));
  }

  static Stream<Queries> queries() {
    return Stream.of(
        different("", "a=1", "a=%31", "a=1&", "", "a=1&b=2", "b=2&a=1"),
        same("key-order", "a=1&b=2", "b=2&a=1", "&b=2&&a=%31&"),
        different("key-order", "a=1&a=2", "a=2&a=1", "a=1", "A=1&a=2"),
        same("params=(\"a\")", "b=1", "a=1&b=1", "b=1&a", "%61=2&b=1", "b=1&a=1&a=2"),
        different("params=(\"a\")", "b=1&c=1", "c=1&b=1", "b=1", "b=2", "b=1&b=1", "A=1"),
        same("except=(\"a\")", "a=1", "b=2&a=1", "a=1&z", "a=1&A=2"),
        different("except=(\"a\")", "a=1", "a=2", "", "a=1&a=1"),
        same("except=()", "", "a=1", "b"),
        same("params=(\"x\")", "", "&", "x=1", "&x&"),
        same("params=(\"x\")", "a=x", "%61=%78"),
        same("params=(\"x\")", "a=\u00e9", "a=%C3%A9", "a=%c3%a9"),
        same("params=(\"x\")", "a=%f6", "a=%ef%bf%bd"),
        same("params=(\"x\")", "a=", "a"),
        same("params=(\"x\")", "a=%20", "a=+", "a= &"),
        same("params=(\"x\")", "a=%", "a=%25"),
        different("params=(\"x\")", "a=1%262", "a=1&2", "a=1=2", "a%3D1=2", "a=1%2B2", "a=1+2"),
        same("params=(\"%C3%A9+%E6%B0%97\")", "", "%C3%A9%20%E6%B0%97=1", "\u00e9+\u6c17=2"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  @DisplayName("which queries are equivalent")
  void compares(Queries row) {
    NoVarySearch said = NoVarySearch.of(Fields.of("No-Vary-Search", row.field()));
    long forms = row.queries().stream().map(said::normalized).distinct().count();
    assertThat(forms).isEqualTo(row.equivalent() ? 1 : row.queries().size());
  }

  @Test
  @DisplayName("no query is an empty one only where something is said")
  void absentQuery() {
    NoVarySearch said = NoVarySearch.of(Fields.of("No-Vary-Search", "key-order"));
    assertThat(said.normalized(null)).isEqualTo(said.normalized("")).isEmpty();
    assertThat(NoVarySearch.NONE.normalized(null)).isNull();
    assertThat(NoVarySearch.NONE.normalized("")).isEmpty();
  }
}

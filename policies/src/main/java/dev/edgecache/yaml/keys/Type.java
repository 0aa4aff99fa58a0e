package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.ReadResult;
import dev.edgecache.yaml.YamlDocument;
import dev.edgecache.yaml.YamlValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value that a file may hold: how it is written and what it becomes. {@link Types} has
 * the ready ones, {@link ObjectType} makes those with keys.
 *
 * @param <T> what it becomes
 */
public abstract sealed class Type<T>
    permits ScalarType, ListType, MapType, OneOfType, ConvertedType, ObjectType, Types.AnyType {

  Type() {}

  /** This type, with its values turned into others; a refusal becomes a problem at the value. */
  public final <U> Type<U> as(Function<? super T, ? extends U> conversion) {
    return new ConvertedType<T, U>(this, conversion);
  }

  /** Reads a text as one value of this type; {@code file} is its name in problems. */
  public final ReadResult<T> parse(String file, String text) {
    return read(YamlDocument.parse(file, text));
  }

  /** Reads a file as one value of this type. */
  public final ReadResult<T> read(Path file) {
    return read(YamlDocument.read(file));
  }

  private ReadResult<T> read(YamlDocument.Parsed parsed) {
    return switch (parsed) {
      case YamlDocument.Parsed.Failed(var problems) -> new ReadResult.Invalid<>(problems);
      case YamlDocument.Parsed.Ok(YamlDocument document) -> {
        Problems problems = new Problems();
        Optional<T> value = read(document.root(), Place.root(document), problems);
        yield value.isPresent() && problems.none()
            ? new ReadResult.Valid<>(value.get(), document)
            : new ReadResult.Invalid<>(problems.all());
      }
    };
  }

  /** The value, or nothing when a problem of it was added. */
  abstract Optional<T> read(YamlValue value, Place place, Problems problems);

  /**
   * Whether a value looks like one of this type, so that its problems are problems of this type.
   */
  abstract boolean fits(YamlValue value);

  /** What is expected, for the end of a message: {@code a duration such as 30s}. */
  abstract String expectation();

  /** The name of the type in reference tables, in Markdown. */
  abstract String reference();

  /** The JSON Schema of the values; the schemas of objects go to {@code definitions}. */
  abstract ObjectNode schema(JsonSchema.Definitions definitions);

  /** The types that this one is made of. */
  abstract List<Type<?>> parts();

  /** Whether a wrong value may be shown in a message. */
  boolean secret() {
    return parts().stream().anyMatch(Type::secret);
  }

  /** Adds the problem that a value is not of this type. */
  final void mismatch(YamlValue value, Place place, Problems problems) {
    String message = "value: " + shown(value) + " (expected: " + expectation() + ")";
    problems.add(place.of(value), place.path(), message, advice(value));
  }

  /** What to do about a value that is not of this type. */
  Optional<String> advice(YamlValue value) {
    return Optional.empty();
  }

  private String shown(YamlValue value) {
    return switch (value) {
      case YamlValue.Scalar _ when secret() -> "not shown";
      case YamlValue.Scalar(_, YamlValue.Kind kind, String text)
          when !text.isEmpty() || kind == YamlValue.Kind.TEXT ->
          kind == YamlValue.Kind.TEXT ? '"' + shortened(text) + '"' : shortened(text);
      case YamlValue.Scalar _, YamlValue.Sequence _, YamlValue.Mapping _ -> value.shape();
    };
  }

  /** A URL without what may be a secret in it: who asks, and the query. */
  private static String withoutSecrets(String text) {
    int authority = text.indexOf("//");
    if (authority < 0) {
      return text;
    }
    int end = text.indexOf('/', authority + 2);
    int user = text.lastIndexOf('@', end < 0 ? text.length() : end);
    String named =
        user > authority ? text.substring(0, authority + 2) + "…" + text.substring(user) : text;
    int query = named.indexOf('?');
    return query < 0 ? named : named.substring(0, query) + "?…";
  }

  private static String shortened(String text) {
    String line = withoutSecrets(text.lines().findFirst().orElse(""));
    return line.length() <= 80 ? line : line.substring(0, 80) + "…";
  }
}

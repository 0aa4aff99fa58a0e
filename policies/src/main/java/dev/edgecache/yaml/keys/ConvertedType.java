package dev.edgecache.yaml.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgecache.yaml.Place;
import dev.edgecache.yaml.Problems;
import dev.edgecache.yaml.YamlValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A type written as another one, whose values become something else. */
final class ConvertedType<S, T> extends Type<T> {

  private final Type<S> written;
  private final Function<? super S, ? extends T> conversion;

  ConvertedType(Type<S> written, Function<? super S, ? extends T> conversion) {
    this.written = written;
    this.conversion = conversion;
  }

  @Override
  Optional<T> read(YamlValue value, Place place, Problems problems) {
    Optional<S> source = written.read(value, place, problems);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(conversion.apply(source.get()));
    } catch (IllegalArgumentException e) {
      problems.add(place.of(value), place.path(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  boolean fits(YamlValue value) {
    return written.fits(value);
  }

  @Override
  Optional<String> advice(YamlValue value) {
    return written.advice(value);
  }

  @Override
  String expectation() {
    return written.expectation();
  }

  @Override
  String reference() {
    return written.reference();
  }

  @Override
  ObjectNode schema(JsonSchema.Definitions definitions) {
    return written.schema(definitions);
  }

  @Override
  List<Type<?>> parts() {
    return List.of(written);
  }
}

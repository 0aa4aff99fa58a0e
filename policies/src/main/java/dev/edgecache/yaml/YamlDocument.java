package dev.edgecache.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A YAML file as values that know where they stand.
 *
 * @param file the file as its reader named it
 * @param root the outermost value
 */
public record YamlDocument(String file, YamlValue root) {

  /** The largest file that is read, in bytes. */
  public static final int MAX_SIZE = 1 << 20;

  /** What became of an attempt to read a document. */
  public sealed interface Parsed {
    /** The text is a document. */
    record Ok(YamlDocument document) implements Parsed {}

    /** It is not, for these reasons; at least one. */
    record Failed(List<Problem> problems) implements Parsed {
      /** Copies the list. */
      public Failed {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Parses a text; {@code file} is its name in problems. */
  public static Parsed parse(String file, String text) {
    return new YamlParser(file, text).parse();
  }

  /** Reads a file in UTF-8; problems name it as the path does. */
  public static Parsed read(Path path) {
    String file = path.toString();
    try {
      if (Files.size(path) > MAX_SIZE) {
        return failed(
            file, "file: more than " + MAX_SIZE + " bytes", "split it into several files");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
      return parse(file, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return failed(file, "file: not UTF-8", "save it in UTF-8");
    } catch (NoSuchFileException e) {
      return failed(file, "file: does not exist", "check the path");
    } catch (IOException e) {
      return failed(file, "file: can't be read (" + e + ")", "check its type and permissions");
    }
  }

  private static Parsed failed(String file, String message, String hint) {
    return new Parsed.Failed(
        List.of(Problem.of(Position.startOf(file), KeyPath.ROOT, message, hint)));
  }

  /**
   * Where a path leads: to the key, for the value of a key; to the value itself, for an item of a
   * list and for the document. Where the path leads beyond what the file says, to the last step
   * that it does say.
   */
  public Position position(KeyPath path) {
    Position position = root.position();
    YamlValue value = root;
    for (KeyPath.Step step : path.steps()) {
      Optional<YamlValue.Entry> next = step(value, step);
      if (next.isEmpty()) {
        return position;
      }
      position = next.get().position();
      value = next.get().value();
    }
    return position;
  }

  /** The value that a path leads to, if the file says one. */
  public Optional<YamlValue> find(KeyPath path) {
    Optional<YamlValue> value = Optional.of(root);
    for (KeyPath.Step step : path.steps()) {
      value = value.flatMap(outer -> step(outer, step)).map(YamlValue.Entry::value);
    }
    return value;
  }

  private static Optional<YamlValue.Entry> step(YamlValue value, KeyPath.Step step) {
    return switch (step) {
      case KeyPath.Step.Key(String name) when value instanceof YamlValue.Mapping mapping ->
          mapping.find(name);
      case KeyPath.Step.Item(int index)
          when value instanceof YamlValue.Sequence list && index < list.items().size() -> {
        YamlValue item = list.items().get(index);
        yield Optional.of(new YamlValue.Entry(item.position(), "", item));
      }
      case KeyPath.Step.Key _, KeyPath.Step.Item _ -> Optional.empty();
    };
  }
}

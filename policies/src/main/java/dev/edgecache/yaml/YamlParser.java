package dev.edgecache.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Turns the events of SnakeYAML into values with positions; one instance parses one text. */
final class YamlParser {

  /** How deep values may nest. */
  private static final int MAX_DEPTH = 32;

  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
              + "|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");

  private final String file;
  private final String text;
  private final Parser events;
  private final List<Problem> problems = new ArrayList<>();

  YamlParser(String file, String text) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.events = new ParserImpl(new StreamReader(this.text), new LoaderOptions());
  }

  YamlDocument.Parsed parse() {
    try {
      if (onlyPrintable()) {
        YamlValue root = document();
        if (problems.isEmpty()) {
          return new YamlDocument.Parsed.Ok(new YamlDocument(file, root));
        }
      }
    } catch (Unreadable e) {
      problems.add(e.problem);
    } catch (MarkedYAMLException e) {
      problems.add(syntaxError(e));
    } catch (YAMLException | IllegalArgumentException e) {
      // SnakeYAML lets a NumberFormatException through for some malformed escapes and directives.
      problems.add(problem(Position.startOf(file), "not valid YAML (" + e.getMessage() + ")"));
    }
    return new YamlDocument.Parsed.Failed(problems);
  }

  private boolean onlyPrintable() {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      if (!StreamReader.isPrintable(character)) {
        String name = "character U+%04X can't stand in YAML".formatted(character);
        problems.add(problem(new Position(file, line, column), name));
        return false;
      }
      line += character == '\n' ? 1 : 0;
      column = character == '\n' ? 1 : column + 1;
    }
    return true;
  }

  private YamlValue document() {
    events.getEvent(); // the start of the stream
    if (events.checkEvent(Event.ID.StreamEnd)) {
      return new YamlValue.Scalar(Position.startOf(file), YamlValue.Kind.NOTHING, "");
    }
    events.getEvent(); // the start of the document
    YamlValue root = value(0);
    events.getEvent(); // its end
    if (!events.checkEvent(Event.ID.StreamEnd)) {
      Position second = position(events.peekEvent().getStartMark());
      problems.add(problem(second, "a second document", "one file holds one document"));
    }
    return root;
  }

  private YamlValue value(int depth) {
    Event event = events.getEvent();
    Position position = position(event.getStartMark());
    if (depth > MAX_DEPTH) {
      throw new Unreadable(problem(position, "nested deeper than " + MAX_DEPTH + " levels"));
    }
    refuseIndirection(event, position);
    return switch (event) {
      case ScalarEvent scalar -> new YamlValue.Scalar(position, kind(scalar), scalar.getValue());
      case MappingStartEvent _ -> mapping(position, depth);
      case CollectionStartEvent _ -> sequence(position, depth);
      default -> new YamlValue.Scalar(position, YamlValue.Kind.NOTHING, "");
    };
  }

  private void refuseIndirection(Event event, Position position) {
    if (event instanceof AliasEvent) {
      problems.add(problem(position, "an alias (*name)", "write the value out, or quote the text"));
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      problems.add(problem(position, "an anchor (&name)", "write values out, or quote the text"));
    }
    boolean tagged =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag() != null;
          case CollectionStartEvent collection -> collection.getTag() != null;
          default -> false;
        };
    if (tagged) {
      problems.add(problem(position, "a tag (!name)", "leave it out, or quote the text"));
    }
  }

  private YamlValue sequence(Position position, int depth) {
    List<YamlValue> items = new ArrayList<>();
    while (!events.checkEvent(Event.ID.SequenceEnd)) {
      items.add(value(depth + 1));
    }
    events.getEvent();
    return new YamlValue.Sequence(position, items);
  }

  private YamlValue mapping(Position position, int depth) {
    List<YamlValue.Entry> entries = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    while (!events.checkEvent(Event.ID.MappingEnd)) {
      YamlValue key = value(depth + 1);
      YamlValue value = value(depth + 1);
      if (!(key instanceof YamlValue.Scalar(Position at, YamlValue.Kind kind, String name))
          || kind == YamlValue.Kind.NOTHING) {
        problems.add(problem(key.position(), "a key that is " + key.shape(), "keys are words"));
        continue;
      }
      @Nullable Position first = seen.putIfAbsent(name, at);
      if (first == null) {
        entries.add(new YamlValue.Entry(at, name, value));
      } else {
        String message = "key \"" + name + "\" stands twice";
        problems.add(problem(at, message, "it is already in line " + first.line()));
      }
    }
    events.getEvent();
    return new YamlValue.Mapping(position, entries);
  }

  private static YamlValue.Kind kind(ScalarEvent scalar) {
    if (!scalar.isPlain()) {
      return YamlValue.Kind.TEXT;
    }
    String text = scalar.getValue();
    if (INTEGER.matcher(text).matches()) {
      return YamlValue.Kind.INTEGER;
    } else if (NUMBER.matcher(text).matches()) {
      return YamlValue.Kind.NUMBER;
    } else if (BOOLEAN.matcher(text).matches()) {
      return YamlValue.Kind.BOOLEAN;
    } else if (NOTHING.matcher(text).matches()) {
      return YamlValue.Kind.NOTHING;
    }
    return YamlValue.Kind.TEXT;
  }

  private Problem syntaxError(MarkedYAMLException e) {
    Position position = position(e.getProblemMark());
    String problem = e.getProblem().replaceFirst("\\. \\(Do not use .* for indentation\\)$", "");
    String message = "not valid YAML: " + problem;
    String context = String.valueOf(e.getContext());
    if (problem.contains("TAB")) {
      return problem(position, message, "indent with spaces");
    } else if (problem.contains("cannot start any token") || context.contains("alias")) {
      return problem(position, message, "put the value in quotes");
    }
    return problem(position, message);
  }

  private Position position(@Nullable Mark mark) {
    return mark == null
        ? Position.startOf(file)
        : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static Problem problem(Position position, String message) {
    return Problem.of(position, KeyPath.ROOT, message);
  }

  private static Problem problem(Position position, String message, String hint) {
    return Problem.of(position, KeyPath.ROOT, message, hint);
  }

  /** Ends the parsing of a text of which no more can be read. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    Unreadable(Problem problem) {
      super(problem.message(), null, false, false);
      this.problem = problem;
    }
  }
}

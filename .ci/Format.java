import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The formatting gate: {@code check} names the Java sources below a folder that google-java-format
 * would change and fails; {@code fix} formats them.
 */
class Format {
  public static void main(String[] arguments) throws Exception {
    var mode = arguments[0];
    var options =
        switch (mode) {
          case "check" -> List.of("--dry-run", "--set-exit-if-changed");
          case "fix" -> List.of("--replace");
          default ->
              throw new IllegalArgumentException("mode: " + mode + " (expected: check, fix)");
        };
    var sources = sources(Path.of(arguments[1]));
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("folder: " + arguments[1] + " (expected: Java sources)");
    }
    var command = new ArrayList<>(options);
    command.addAll(sources);
    var status =
        new Main(new PrintWriter(System.out, true), new PrintWriter(System.err, true), System.in)
            .format(command.toArray(String[]::new));
    if (status != 0) {
      System.err.println("Not formatted. To format: mvn -N process-sources -Dformat=fix");
    }
    System.exit(status);
  }

  private static List<String> sources(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !folder.relativize(file).toString().matches("(.*/)?target/.*"))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}

package dev.edgecache.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tour of the README: its commands are run by a shell, one step after the other, and their
 * output is compared with the block that follows them.
 */
@Timeout(180)
final class ReadmeTourTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ANYTHING = "…";

  @TempDir private Path folder;

  /**
   * A step of the tour.
   *
   * @param commands what the reader types
   * @param repetition whether it is typed again until the output is as expected
   * @param expected the output; none for a step that writes nothing
   */
  private record Step(String commands, Repetition repetition, String expected) {

    boolean accepts(String output) {
      return pattern().matcher(output.replace("\r", "") + "\n").matches();
    }

    private Pattern pattern() {
      return Pattern.compile(
          expected.lines().map(Step::line).collect(Collectors.joining()) + "\n?");
    }

    private static String line(String expected) {
      if (expected.equals(ANYTHING)) {
        return "(?:.*\\n)*?";
      }
      return Pattern.quote(expected).replace(ANYTHING, "\\E.*\\Q") + "\\n";
    }
  }

  private enum Repetition {
    ONCE,
    UNTIL_AS_EXPECTED
  }

  @Test
  @DisplayName("every command of the tour does what the README says")
  void everyCommandOfTheTourDoesWhatTheReadmeSays() throws Exception {
    Path errors = folder.resolve("errors.txt");
    try (Shell shell = new Shell(copyOfTheRepository(), environment(), errors)) {
      for (Step step : steps(withFreePorts(tour()))) {
        assertThat(step.accepts(output(step, shell)))
            .as(
                () ->
                    "$ %s%nexpected:%n%s%nwas:%n%s%nerrors:%n%s"
                        .formatted(step.commands(), step.expected(), last, read(errors)))
            .isTrue();
      }
    }
  }

  private String last = "";

  private String output(Step step, Shell shell) throws Exception {
    last = shell.run(step.commands(), LIMIT);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (step.repetition() == Repetition.UNTIL_AS_EXPECTED
        && !step.accepts(last)
        && System.nanoTime() < end) {
      last = shell.run(step.commands(), LIMIT);
    }
    return last;
  }

  private static String tour() throws IOException {
    return Page.of("README.md").section("## A five-minute tour");
  }

  /** A block of commands, and the block of output behind it, if there is one. */
  private static List<Step> steps(String tour) {
    List<Page.Block> blocks = new Page(Path.of("README.md"), tour).blocks();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Page.Block commands = blocks.get(i);
      assertThat(commands.language()).as(commands.text()).isEqualTo("sh");
      boolean silent = i + 1 == blocks.size() || !blocks.get(i + 1).language().equals("text");
      steps.add(
          new Step(
              commands.text(),
              commands.note().equals("again") ? Repetition.UNTIL_AS_EXPECTED : Repetition.ONCE,
              silent ? "" : blocks.get(++i).text()));
    }
    assertThat(steps).hasSizeGreaterThan(10);
    return steps;
  }

  /** A folder that looks like the repository to the tour, which writes there. */
  private Path copyOfTheRepository() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("edge-cache"));
    for (String part : List.of("docs/tour", "edge-cache/bin", "policies/shop")) {
      Files.createDirectories(copy.resolve(part));
      try (Stream<Path> files = Files.list(Page.REPOSITORY.resolve(part))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path target = copy.resolve(part).resolve(file.getFileName());
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    return copy;
  }

  private Map<String, String> environment() throws IOException {
    String java = System.getProperty("java.home");
    return Map.of(
        "JAVA25_HOME",
        java,
        "PATH",
        java + "/bin" + File.pathSeparator + System.getenv("PATH"),
        "EDGE_CACHE_APP",
        app().toString(),
        "EDGE_CACHE_HEAP",
        "256m");
  }

  /** The program as this test sees it, so that the launcher has nothing to build. */
  private Path app() throws IOException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty() && !entry.matches(".*(test-classes|-test)/?"))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path app = folder.resolve("app");
    Path lib = Files.createDirectories(app.resolve("lib"));
    new JarOutputStream(Files.newOutputStream(lib.resolve("app.jar")), manifest).close();
    return app;
  }

  /** The tour with ports that are free here; the reader's may be taken. */
  private static String withFreePorts(String tour) throws IOException {
    String moved = tour;
    for (String port : List.of("8080", "8081", "9000")) {
      assertThat(tour).contains(":" + port);
      moved = moved.replace(port, Integer.toString(freePort()));
    }
    return moved;
  }

  /** A port below those that systems give to whoever asks for any, so that it stays free. */
  private static int freePort() throws IOException {
    IOException last = new IOException("no port tried");
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        last = taken;
      }
    }
    throw last;
  }

  private static String read(Path errors) {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

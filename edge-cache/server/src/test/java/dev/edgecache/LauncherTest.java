package dev.edgecache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, run with a program that tells how it was started. */
class LauncherTest {
  private static final String PROGRAM =
      """
      package dev.edgecache;

      public class Main {
        public static void main(String[] arguments) throws Exception {
          var jvm = java.lang.management.ManagementFactory.getRuntimeMXBean();
          System.out.println("arguments " + java.util.List.of(arguments));
          System.out.println("options " + jvm.getInputArguments());
          System.out.println("classes " + jvm.getClassPath());
          if (arguments[0].equals("wait")) {
            System.in.read();
          }
          System.exit(arguments[0].equals("fail") ? 7 : 0);
        }
      }
      """;

  @TempDir private Path folder;
  private Path app;
  private Path launcher;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void makeAProgramAndALinkToTheLauncher() throws IOException {
    compileProgram();
    app = Files.createDirectories(folder.resolve("an app"));
    makeJar(Files.createDirectories(app.resolve("lib")).resolve("b.jar"));
    makeJar(Files.createDirectories(app.resolve("demo")).resolve("a.jar"));
    launcher =
        Files.createSymbolicLink(
            folder.resolve("a link"), Path.of("..", "bin", "edge-cache").toRealPath());
  }

  @AfterEach
  void removeTheLink() throws IOException {
    Files.delete(launcher);
  }

  @Test
  void passesArgumentsAndTheExitCodeThrough() throws Exception {
    assertThat(run(Map.of(), "version", "two words", ""))
        .satisfies(
            outcome -> {
              assertThat(outcome.exitCode()).isZero();
              assertThat(outcome.out()).contains("arguments [version, two words, ]");
              assertThat(outcome.err()).isEmpty();
            });
    assertThat(run(Map.of(), "fail").exitCode()).isEqualTo(7);
  }

  @Test
  void servesWithoutTheJarsOfTheDemo() throws Exception {
    assertThat(run(Map.of(), "serve").out())
        .contains("classes " + app.resolve("lib/b.jar") + "\n")
        .contains("-XX:+ExitOnOutOfMemoryError", "-XX:+UseCompactObjectHeaders");
    assertThat(run(Map.of(), "demo").out())
        .contains("classes " + app.resolve("lib/b.jar") + ":" + app.resolve("demo/a.jar") + "\n");
  }

  @Test
  void takesTheHeapAndOtherOptionsFromTheEnvironment() throws Exception {
    assertThat(
            run(
                    Map.of(
                        "EDGE_CACHE_HEAP", "64m",
                        "EDGE_CACHE_JAVA_OPTS", "-XX:+UseParallelGC -Dcolour=blue"),
                    "serve")
                .out())
        .contains("-Xms64m", "-Xmx64m", "-XX:+UseParallelGC", "-Dcolour=blue");
  }

  @Test
  void startsWithoutNoiseWhenTheStartUpCacheIsUnusable() throws Exception {
    for (var collector : List.of("Z", "Serial", "G1")) {
      Files.writeString(app.resolve(collector + ".aot"), "no cache");
    }
    assertThat(run(Map.of(), "serve"))
        .satisfies(
            outcome -> {
              assertThat(outcome.exitCode()).isZero();
              assertThat(outcome.out()).startsWith("arguments [serve]").contains(".aot");
              assertThat(outcome.err()).isEmpty();
            });
  }

  @Test
  void refusesAnImpossibleHeap() throws Exception {
    assertThat(run(Map.of("EDGE_CACHE_HEAP", "lots"), "serve"))
        .isEqualTo(
            new Outcome(
                2, "", "edge-cache: EDGE_CACHE_HEAP: lots (expected: such as 512m or 4g)\n"));
  }

  @Test
  void saysWhenTheGivenJdkIsNone() throws Exception {
    assertThat(run(Map.of("JAVA25_HOME", folder.toString()), "serve"))
        .isEqualTo(
            new Outcome(69, "", "edge-cache: JAVA25_HOME: " + folder + " is not a JDK 25\n"));
  }

  @Test
  void becomesTheProgramSoThatSignalsReachIt() throws Exception {
    var process = start(Map.of(), "wait");
    try (var out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("arguments [wait]");
      assertThat(process.toHandle().children()).isEmpty();
      assertThat(process.info().command())
          .hasValueSatisfying(it -> assertThat(it).endsWith("java"));
      process.toHandle().destroy(); // Process.destroy would end its input too
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    var err = folder.resolve("err");
    var process = start(environment, arguments);
    try {
      var out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return new Outcome(process.exitValue(), out, Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("EDGE_CACHE_"));
    builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
    builder.environment().put("EDGE_CACHE_APP", app.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void compileProgram() throws IOException {
    var source = Files.writeString(folder.resolve("Main.java"), PROGRAM);
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-d", folder.toString(), source.toString())).isZero();
  }

  private void makeJar(Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("dev/edgecache/Main.class"));
      out.write(Files.readAllBytes(folder.resolve("dev/edgecache/Main.class")));
    }
  }
}

package dev.edgecache.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.config.Configuration;
import dev.edgecache.config.ConfigurationFile;
import dev.edgecache.config.Surroundings;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.yaml.ReadResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All pages of the documentation: what they point at exists, and their examples load. */
final class PagesTest {

  private static final long HEAP = 1L << 30;

  @TempDir private Path folder;

  @Test
  @DisplayName("every link within the repository leads somewhere")
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        links++;
        if (!leadsSomewhere(page, URI.create(link))) {
          broken.add(page.file() + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(50);
  }

  private static boolean leadsSomewhere(Page page, URI link) throws IOException {
    Path target =
        link.getPath().isEmpty() ? page.file() : page.file().resolveSibling(link.getPath());
    if (!Files.exists(target)) {
      return false;
    }
    return link.getFragment() == null
        || new Page(target, Files.readString(target)).anchors().contains(link.getFragment());
  }

  @Test
  @DisplayName("every example of a policy or a configuration loads")
  void everyExampleLoads() throws IOException {
    int examples = 0;
    for (Page page : Page.all()) {
      for (Page.Block block : page.blocks()) {
        if (block.language().equals("yaml")) {
          examples++;
          assertThat(problemsOf(block.text())).as(page.file() + ":\n" + block.text()).isEmpty();
        }
      }
    }
    assertThat(examples).isGreaterThanOrEqualTo(2);
  }

  /** A block that begins to name a policy is one; any other is a configuration. */
  private List<?> problemsOf(String yaml) throws IOException {
    if (yaml.lines().anyMatch(line -> line.startsWith("policy:"))) {
      return switch (PolicyFiles.parse("example.yaml", yaml)) {
        case ReadResult.Valid<?> valid -> List.of();
        case ReadResult.Invalid<?> invalid -> invalid.problems();
      };
    }
    Path file = Files.writeString(folder.resolve("edge-cache.yaml"), yaml);
    for (String named :
        List.of("policies", "tls/server.pem", "tls/server.key", "tls/operators.pem")) {
      Files.createDirectories(folder.resolve(named));
    }
    Map<String, String> environment =
        Map.of(
            "EDGE_CACHE_ADMIN_TOKEN",
            "0123456789abcdef",
            "ORIGIN_KEY",
            "a key",
            "KAFKA_JAAS",
            "jaas",
            "DB_PASSWORD",
            "a password",
            "WEBHOOK_SECRET",
            "0123456789abcdef01234567");
    Surroundings here = new Surroundings(folder, environment, HEAP);
    return switch (ConfigurationFile.read(file, here)) {
      case ReadResult.Valid<Configuration> valid -> List.of();
      case ReadResult.Invalid<Configuration> invalid -> invalid.problems();
    };
  }

  @Test
  @DisplayName("every class that a page names exists, in the package that it names")
  void everyClassThatAPageNamesExists() throws IOException {
    Set<String> files = sources();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Page page : Page.all()) {
      for (String code : page.code()) {
        String end = endOfPath(code);
        if (!end.isEmpty()) {
          named++;
          if (files.stream().noneMatch(file -> file.endsWith("/" + end))) {
            missing.add(page.file() + ": " + code);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(30);
  }

  /** How the path of a source file ends that is named as a file or as a class; or nothing. */
  private static String endOfPath(String code) {
    if (code.matches("[\\w/…-]+\\.java")) {
      return code.substring(code.lastIndexOf('…') + 1).replaceFirst("^/", "");
    }
    return code.matches("([a-z]+\\.)+[A-Z]\\w*") ? code.replace('.', '/') + ".java" : "";
  }

  private static Set<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Page.REPOSITORY)) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".java"))
          .collect(Collectors.toSet());
    }
  }
}

package dev.edgecache.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param file its file in the repository
 * @param text its Markdown
 */
record Page(Path file, String text) {

  /** The top folder of the repository. */
  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  private static final Pattern FENCED =
      Pattern.compile("^```(\\S*)([^\\n]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  /**
   * A fenced block.
   *
   * @param language the word behind the opening fence
   * @param note the rest of that line
   * @param text what stands in the block
   */
  record Block(String language, String note, String text) {}

  static Page of(String file) throws IOException {
    Path path = REPOSITORY.resolve(file);
    return new Page(path, Files.readString(path));
  }

  /** All pages of the repository. */
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(REPOSITORY, 3)) {
      for (Path file : (Iterable<Path>) files.filter(Page::isPage)::iterator) {
        pages.add(new Page(file, Files.readString(file)));
      }
    }
    return pages;
  }

  private static boolean isPage(Path file) {
    String path = REPOSITORY.relativize(file).toString();
    return path.endsWith(".md") && !path.startsWith(".") && !path.contains("target/");
  }

  List<Block> blocks() {
    return FENCED
        .matcher(text)
        .results()
        .map(found -> new Block(found.group(1), found.group(2).strip(), found.group(3)))
        .toList();
  }

  /** The part of the page below a heading, to the next heading of the same level. */
  String section(String heading) {
    Matcher section =
        Pattern.compile(
                "^" + Pattern.quote(heading) + "$(.*?)(?=^#{1,2} |\\z)",
                Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(text);
    if (!section.find()) {
      throw new AssertionError(file + ": no section " + heading);
    }
    return section.group(1);
  }

  /** The links that lead to other places of the repository. */
  List<String> links() {
    return LINK.matcher(prose())
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  /** What stands between backticks outside of blocks. */
  List<String> code() {
    return CODE.matcher(prose()).results().map(found -> found.group(1)).toList();
  }

  /** The names by which links reach the headings of this page. */
  List<String> anchors() {
    return HEADING.matcher(prose()).results().map(Page::anchor).toList();
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{Alnum} _-]", "")
        .replace(' ', '-');
  }

  private String prose() {
    return FENCED.matcher(text).replaceAll("");
  }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** The gate against skipped tests: names those in a folder of test reports and fails. */
class NoSkippedTests {
  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    if (!Files.isDirectory(folder)) {
      return;
    }
    var skipped = new ArrayList<String>();
    try (var reports = Files.newDirectoryStream(folder, "TEST-*.xml")) {
      for (var report : reports) {
        skipped.addAll(skippedIn(report));
      }
    }
    if (!skipped.isEmpty()) {
      System.err.println("Skipped tests, which this build does not allow:");
      skipped.stream().sorted().forEach(test -> System.err.println("  " + test));
      System.exit(1);
    }
  }

  private static List<String> skippedIn(Path report) throws IOException, XMLStreamException {
    var skipped = new ArrayList<String>();
    try (var bytes = Files.newInputStream(report)) {
      var xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(bytes);
      var test = "";
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        switch (xml.getLocalName()) {
          case "testcase" ->
              test =
                  xml.getAttributeValue(null, "classname")
                      + "."
                      + xml.getAttributeValue(null, "name");
          case "skipped" -> skipped.add(test);
          default -> {}
        }
      }
    }
    return skipped;
  }
}

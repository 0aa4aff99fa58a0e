package dev.edgecache.cloudfront.fake;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The little XML that invalidations need. */
record Xml(Document document) {

  static Optional<Xml> parse(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return Optional.of(
          new Xml(factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)))));
    } catch (SAXException | IOException | ParserConfigurationException _) {
      return Optional.empty();
    }
  }

  Optional<String> text(String element) {
    List<String> all = texts(element);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
  }

  List<String> texts(String element) {
    NodeList nodes = document.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

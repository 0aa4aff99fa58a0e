package dev.edgecache.cloudfront.live;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The texts in an XML document, each with the path of elements that leads to it. */
final class XmlLeaves {

  private XmlLeaves() {}

  /** The leaves of one document that another one lacks. */
  static List<String> lost(String before, String after) {
    List<String> left = of(after);
    List<String> lost = new ArrayList<>();
    for (String leaf : of(before)) {
      if (!left.remove(leaf)) {
        lost.add(leaf);
      }
    }
    return lost;
  }

  /** The leaves in their order, such as {@code DistributionConfig/Enabled=true}. */
  static List<String> of(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Element root =
          factory
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(xml)))
              .getDocumentElement();
      List<String> leaves = new ArrayList<>();
      add(leaves, root.getTagName(), root);
      return leaves;
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException("configuration of a distribution: no XML: " + e, e);
    }
  }

  private static void add(List<String> leaves, String path, Element element) {
    NodeList children = element.getChildNodes();
    boolean isLeaf = true;
    for (int i = 0; i < children.getLength(); i++) {
      Node child = children.item(i);
      if (child instanceof Element below) {
        isLeaf = false;
        add(leaves, path + "/" + below.getTagName(), below);
      }
    }
    String text = element.getTextContent().strip();
    if (isLeaf && !text.isEmpty()) {
      leaves.add(path + "=" + text);
    }
  }
}

package dev.edgecache.cloudfront.model;

import dev.edgecache.http.Grammar;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A form of the names by which a distribution is described.
 *
 * @param has whether a text has it
 */
public record NameForm(Predicate<String> has) {

  /** The name of a resource at AWS. */
  public static final NameForm RESOURCE = of("[A-Za-z0-9_-]{1,100}");

  /** A host, or {@code *.} and one for all below it. */
  public static final NameForm HOST = of("(?:\\*\\.)?[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

  /** A host of a domain, without its port. */
  public static final NameForm DOMAIN = of("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+");

  /** A region of AWS. */
  public static final NameForm REGION = of("[a-z]{2,}(?:-[a-z]+)+-\\d");

  /** A token, as the names of fields and cookies are (RFC 9110 §5.6.2). */
  public static final NameForm TOKEN = new NameForm(Grammar::isToken);

  private static NameForm of(String expression) {
    return new NameForm(Pattern.compile(expression).asMatchPredicate());
  }

  /**
   * Refuses another form.
   *
   * @param what what the text names
   * @param expected what is expected of it, in words
   * @throws IllegalArgumentException for a text of another form
   */
  public void require(String what, String text, String expected) {
    if (!has.test(text)) {
      throw new IllegalArgumentException(what + ": " + text + " (expected: " + expected + ")");
    }
  }
}

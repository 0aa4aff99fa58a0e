package dev.edgecache.http.structured;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parsing algorithms of RFC 9651 §4.2, upon a text and a position in it. */
final class Parser {

  /** Says that the text is malformed; never leaves this class. */
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Malformed() {
      super("malformed structured field", null, false, false);
    }
  }

  /** Stands for the end of the text; no rule accepts it. */
  private static final char END = '\uffff';

  private final String text;
  private int position;

  private Parser(String text) {
    this.text = text;
  }

  /** RFC 9651 §4.2: the whole text as what the rule reads, or empty. */
  static <T> Optional<T> parse(String text, Function<Parser, T> rule) {
    Parser parser = new Parser(text);
    try {
      parser.skipSpaces();
      T value = rule.apply(parser);
      parser.skipSpaces();
      return parser.isAtEnd() ? Optional.of(value) : Optional.empty();
    } catch (Malformed malformed) {
      return Optional.empty();
    }
  }

  /** RFC 9651 §4.2.1. */
  MemberList list() {
    List<Member> members = new ArrayList<>();
    while (!isAtEnd()) {
      members.add(member());
      if (!nextMember()) {
        break;
      }
    }
    return new MemberList(members);
  }

  /** RFC 9651 §4.2.2. */
  Dictionary dictionary() {
    Map<String, Member> members = new LinkedHashMap<>();
    while (!isAtEnd()) {
      String key = key();
      members.put(key, take('=') ? member() : new Item(BareItem.Bool.TRUE, parameters()));
      if (!nextMember()) {
        break;
      }
    }
    return new Dictionary(members);
  }

  /** RFC 9651 §4.2.3. */
  Item item() {
    return new Item(bareItem(), parameters());
  }

  /** Moves past a comma to the next member; false at the end; a comma at the end is malformed. */
  private boolean nextMember() {
    skipWhitespace();
    if (isAtEnd()) {
      return false;
    }
    require(take(','));
    skipWhitespace();
    require(!isAtEnd());
    return true;
  }

  private Member member() {
    return peek() == '(' ? innerList() : item();
  }

  /** RFC 9651 §4.2.1.2. */
  private InnerList innerList() {
    require(take('('));
    List<Item> items = new ArrayList<>();
    while (true) {
      skipSpaces();
      if (take(')')) {
        return new InnerList(items, parameters());
      }
      items.add(item());
      require(peek() == ' ' || peek() == ')');
    }
  }

  /** RFC 9651 §4.2.3.1. */
  private BareItem bareItem() {
    char c = peek();
    if (c == '-' || Characters.isDigit(c)) {
      return number();
    }
    if (Characters.startsToken(c)) {
      return token();
    }
    return switch (c) {
      case '"' -> string();
      case ':' -> bytes();
      case '?' -> bool();
      case '@' -> date();
      case '%' -> displayString();
      default -> throw new Malformed();
    };
  }

  /** RFC 9651 §4.2.3.2: values of a repeated key replace those before them. */
  private Parameters parameters() {
    if (peek() != ';') {
      return Parameters.NONE;
    }
    Map<String, BareItem> values = new LinkedHashMap<>();
    while (take(';')) {
      skipSpaces();
      String key = key();
      values.put(key, take('=') ? bareItem() : BareItem.Bool.TRUE);
    }
    return new Parameters(values);
  }

  /** RFC 9651 §4.2.3.3. */
  private String key() {
    int start = position;
    require(Characters.startsKey(peek()));
    while (Characters.continuesKey(peek())) {
      position++;
    }
    return text.substring(start, position);
  }

  /** RFC 9651 §4.2.4. */
  private BareItem number() {
    int start = position;
    take('-');
    int whole = digits();
    require(whole > 0);
    if (peek() != '.') {
      require(whole <= 15);
      return new BareItem.Int(Long.parseLong(text.substring(start, position)));
    }
    require(whole <= 12);
    position++;
    int fraction = digits();
    require(fraction >= 1 && fraction <= 3);
    return new BareItem.Decimal(new BigDecimal(text.substring(start, position)));
  }

  private int digits() {
    int start = position;
    while (Characters.isDigit(peek())) {
      position++;
    }
    return position - start;
  }

  /** RFC 9651 §4.2.5. */
  private BareItem string() {
    require(take('"'));
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return new BareItem.Str(value.toString());
      }
      if (c == '\\') {
        c = next();
        require(c == '"' || c == '\\');
      }
      require(Characters.isPrintable(c));
      value.append(c);
    }
  }

  /** RFC 9651 §4.2.6. */
  private BareItem token() {
    int start = position;
    while (Characters.continuesToken(peek())) {
      position++;
    }
    return new BareItem.Token(text.substring(start, position));
  }

  /** RFC 9651 §4.2.7. */
  private BareItem bytes() {
    require(take(':'));
    int end = text.indexOf(':', position);
    require(end >= 0);
    String base64 = text.substring(position, end);
    position = end + 1;
    try {
      return new BareItem.Bytes(base64);
    } catch (IllegalArgumentException notBase64) {
      throw new Malformed();
    }
  }

  /** RFC 9651 §4.2.8. */
  private BareItem bool() {
    require(take('?'));
    char c = next();
    require(c == '0' || c == '1');
    return new BareItem.Bool(c == '1');
  }

  /** RFC 9651 §4.2.9. */
  private BareItem date() {
    require(take('@'));
    require(peek() == '-' || Characters.isDigit(peek()));
    if (!(number() instanceof BareItem.Int(long seconds))) {
      throw new Malformed();
    }
    return new BareItem.Date(seconds);
  }

  /** RFC 9651 §4.2.10. */
  private BareItem displayString() {
    require(take('%') && take('"'));
    ByteBuffer octets = ByteBuffer.allocate(text.length() - position);
    while (true) {
      char c = next();
      require(Characters.isPrintable(c));
      if (c == '"') {
        return new BareItem.DisplayString(decoded(octets.flip()));
      }
      octets.put((byte) (c == '%' ? hexDigit() * 16 + hexDigit() : c));
    }
  }

  private static String decoded(ByteBuffer octets) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new Malformed();
    }
  }

  /** One lower-case hexadecimal digit. */
  private int hexDigit() {
    char c = next();
    require(Characters.isDigit(c) || (c >= 'a' && c <= 'f'));
    return Character.digit(c, 16);
  }

  private boolean isAtEnd() {
    return position == text.length();
  }

  private char peek() {
    return isAtEnd() ? END : text.charAt(position);
  }

  private char next() {
    require(!isAtEnd());
    return text.charAt(position++);
  }

  private boolean take(char c) {
    boolean there = peek() == c;
    if (there) {
      position++;
    }
    return there;
  }

  private void skipSpaces() {
    while (peek() == ' ') {
      position++;
    }
  }

  private void skipWhitespace() {
    while (peek() == ' ' || peek() == '\t') {
      position++;
    }
  }

  private static void require(boolean rule) {
    if (!rule) {
      throw new Malformed();
    }
  }
}

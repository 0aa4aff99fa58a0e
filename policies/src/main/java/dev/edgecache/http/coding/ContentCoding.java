package dev.edgecache.http.coding;

import dev.edgecache.http.FieldNames;
import dev.edgecache.http.Fields;
import dev.edgecache.http.negotiation.Negotiation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A content coding that is made here (RFC 9110 §8.4.1). */
public enum ContentCoding {
  /** RFC 7932. */
  BR("br"),
  /** RFC 8878. */
  ZSTD("zstd"),
  /** RFC 9110 §8.4.1.3. */
  GZIP("gzip");

  private static final String IDENTITY = "identity";

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /** Its name in Accept-Encoding and Content-Encoding. */
  public String token() {
    return token;
  }

  /**
   * The coding that a request prefers among some and none at all; empty for none.
   *
   * <p>A request that refuses all there is gets none: its wish is disregarded, as RFC 9110 §12.4.1
   * permits, so that it makes neither an error nor a variant of its own.
   *
   * @param choices the codings there are, the first one where the request weighs them alike
   */
  public static Optional<ContentCoding> preferred(
      Fields request, Collection<ContentCoding> choices) {
    if (!request.contains(FieldNames.ACCEPT_ENCODING)) {
      return Optional.empty();
    }
    List<String> tokens = new ArrayList<>();
    choices.forEach(coding -> tokens.add(coding.token));
    tokens.add(IDENTITY);
    return Negotiation.choose(request, FieldNames.ACCEPT_ENCODING, tokens)
        .flatMap(
            chosen -> choices.stream().filter(coding -> coding.token.equals(chosen)).findFirst());
  }
}

package dev.edgecache.policy.files;

import static dev.edgecache.yaml.keys.Types.byteSize;
import static dev.edgecache.yaml.keys.Types.nonEmptyListOf;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.word;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.http.coding.ContentCoding;
import dev.edgecache.http.coding.MediaTypePattern;
import dev.edgecache.policy.CacheRule.Compression;
import dev.edgecache.yaml.ReadResult;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;
import java.util.List;
import java.util.Optional;

/** The keys below {@code cache.compress:}. */
final class CompressionKeys {

  private CompressionKeys() {}

  private static final ObjectType<Compression> COMPRESSION =
      ObjectType.of(
          "compress",
          "The content codings that the cache makes, each once for each stored answer and when a"
              + " request first prefers it.",
          keys -> {
            var codings =
                keys.key(
                        "codings",
                        nonEmptyListOf(words(ContentCoding.class)).as(CompressionKeys::distinct),
                        "The codings, the first one where a request weighs them alike.")
                    .example("[br, gzip]")
                    .orElse("[br, zstd, gzip]");
            var types =
                keys.key(
                        "types",
                        nonEmptyListOf(mediaType()),
                        "The media types that are encoded: by name, all of a kind, or all with a"
                            + " suffix.")
                    .orElse(
                        "[text/*, application/json, application/*+json, application/javascript,"
                            + " application/xml, application/*+xml, application/wasm,"
                            + " image/svg+xml]");
            var minSize =
                keys.key("min-size", byteSize(), "The smallest body that is encoded.")
                    .orElse("1KiB");
            return values ->
                new Compression(values.get(codings), values.get(types), values.get(minSize));
          });

  /** {@code off}, {@code on} for all defaults, or how. */
  static final Type<Optional<Compression>> COMPRESS =
      oneOf(
          word("off", Optional.<Compression>empty()),
          word("on", Optional.of(defaults())),
          COMPRESSION.as(Optional::of));

  private static Compression defaults() {
    return switch (COMPRESSION.parse("on", "{}")) {
      case ReadResult.Valid<Compression>(var compression, _) -> compression;
      case ReadResult.Invalid<Compression>(var problems) ->
          throw new IllegalStateException("defaults: " + problems + " (expected: a value)");
    };
  }

  private static List<ContentCoding> distinct(List<ContentCoding> codings) {
    HttpWords.requireDistinct("value", codings.stream().map(ContentCoding::token).toList());
    return codings;
  }

  private static Type<MediaTypePattern> mediaType() {
    String token = "[-!#$%&'*+.^_`|~0-9A-Za-z]{1,128}";
    return text("media type", "a media type such as text/html or text/*", token + "/" + token)
        .as(MediaTypePattern::parse);
  }
}

package dev.edgecache.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder.Parameters;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import dev.edgecache.http.coding.ContentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libraries that encode. An answer is encoded once and sent many times, while a request waits:
 * the levels are those after which each further byte saved costs several times as long.
 */
final class Encoders {

  private static final Logger LOG = LoggerFactory.getLogger(Encoders.class);

  private static final int BROTLI_QUALITY = 5;
  private static final int ZSTD_LEVEL = 6;

  private Encoders() {}

  /** The encoder of a coding; empty, with a warning, where its native library can't be loaded. */
  static Optional<Encoder> load(ContentCoding coding) {
    try {
      return Optional.of(
          switch (coding) {
            case ZSTD -> zstd();
            case BR -> brotli();
            case GZIP -> Encoders::gzip;
          });
    } catch (LinkageError e) {
      LOG.warn(
          "Content coding {} is left out: its native library can't be loaded here ({}). Answers go"
              + " out in the other codings.",
          coding.token(),
          e.toString());
      return Optional.empty();
    }
  }

  private static Encoder zstd() {
    Native.load();
    return content -> Zstd.compress(content, ZSTD_LEVEL);
  }

  private static Encoder brotli() {
    Brotli4jLoader.ensureAvailability();
    Parameters parameters = new Parameters().setQuality(BROTLI_QUALITY);
    return content -> {
      try {
        return com.aayushatharva.brotli4j.encoder.Encoder.compress(content, parameters);
      } catch (IOException e) {
        throw new EncodingException(e);
      }
    };
  }

  private static byte[] gzip(byte[] content) throws EncodingException {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream(content.length / 4 + 64);
    try (GZIPOutputStream out = new GZIPOutputStream(encoded)) {
      out.write(content);
    } catch (IOException e) {
      throw new EncodingException(e);
    }
    return encoded.toByteArray();
  }
}

package dev.edgecache.sources.events;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The ids under which events stand in the log. */
final class LogId {

  private static final Pattern PLAIN = Pattern.compile("[-\\w.:#~@+=]{1,150}");
  private static final int DIGITS = 32;

  private LogId() {}

  /** The id that a text stands for: itself, if it is short and can be a part of a path. */
  static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "sha256:" + digest(text);
  }

  /** The id of an invalidation that does not say what the one of its own id says. */
  static String beside(Invalidation own) {
    String content =
        String.join("\n", new TreeSet<>(own.tags()))
            + "\n"
            + own.mode()
            + "\n"
            + own.position().map(Position::text).orElse("");
    return of(own.id() + "." + digest(content));
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}

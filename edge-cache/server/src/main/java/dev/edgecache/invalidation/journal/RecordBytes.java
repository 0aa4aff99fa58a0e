package dev.edgecache.invalidation.journal;

import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Invalidation;
import dev.edgecache.invalidation.Invalidation.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The bytes of records in a file. */
final class RecordBytes {

  private static final int FORM = 1;
  private static final int REACHED = 1;

  private RecordBytes() {}

  static byte[] of(Recorded recorded) {
    Invalidation invalidation = recorded.invalidation();
    Instant received = invalidation.received();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      write(out, invalidation.id());
      out.writeByte(invalidation.mode() == Mode.HARD ? 0 : 1);
      out.writeLong(received.getEpochSecond());
      out.writeInt(received.getNano());
      write(out, invalidation.source());
      write(out, invalidation.position().map(Position::text).orElse(""));
      out.writeByte(recorded.reached().isPresent() ? REACHED : 0);
      out.writeInt(invalidation.tags().size());
      for (String tag : invalidation.tags()) {
        write(out, tag);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws IOException if it is something else
   */
  static Recorded read(long sequence, byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int form = in.readUnsignedByte();
    if (form != FORM) {
      throw new IOException("record " + sequence + " has form " + form + " (expected: 1)");
    }
    String id = text(in);
    Mode mode = in.readUnsignedByte() == 0 ? Mode.HARD : Mode.SOFT;
    Instant received = Instant.ofEpochSecond(in.readLong(), in.readInt());
    String source = text(in);
    Optional<Position> position = Position.parse(text(in));
    boolean reached = in.readUnsignedByte() == REACHED;
    Set<String> tags = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      tags.add(text(in));
    }
    try {
      return new Recorded(
          sequence,
          new Invalidation(id, tags, mode, position, received, source),
          reached ? position : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new IOException("record " + sequence + ": " + e.getMessage(), e);
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes (expected: fewer)");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}

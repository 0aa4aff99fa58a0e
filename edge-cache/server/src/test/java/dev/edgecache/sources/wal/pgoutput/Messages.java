package dev.edgecache.sources.wal.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Messages of pgoutput, as a server writes them. */
public final class Messages {

  /** Stands for a value that a message does not hold, as it is long and was not changed. */
  public static final String UNCHANGED = "\0unchanged";

  /** Stands for a value that is null. */
  public static final String NULL = "\0null";

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(octets);

  private Messages() {}

  @FunctionalInterface
  private interface Writing {
    void write(DataOutputStream out) throws IOException;
  }

  private static ByteBuffer message(char type, Writing content) {
    Messages message = new Messages();
    try {
      message.out.writeByte(type);
      content.write(message.out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(message.octets.toByteArray());
  }

  public static ByteBuffer begin(long commit) {
    return message(
        'B',
        out -> {
          out.writeLong(commit);
          out.writeLong(0);
          out.writeInt(7);
        });
  }

  public static ByteBuffer commit(long commit, long end) {
    return message(
        'C',
        out -> {
          out.writeByte(0);
          out.writeLong(commit);
          out.writeLong(end);
          out.writeLong(0);
        });
  }

  /** A table; a column whose name begins with a star belongs to the identity. */
  public static ByteBuffer relation(int id, String schema, String table, String... columns) {
    return message(
        'R',
        out -> {
          out.writeInt(id);
          name(out, schema);
          name(out, table);
          out.writeByte('d');
          out.writeShort(columns.length);
          for (String column : columns) {
            out.writeByte(column.startsWith("*") ? 1 : 0);
            name(out, column.startsWith("*") ? column.substring(1) : column);
            out.writeInt(25);
            out.writeInt(-1);
          }
        });
  }

  public static ByteBuffer insert(int relation, String... after) {
    return message(
        'I',
        out -> {
          out.writeInt(relation);
          row(out, 'N', List.of(after));
        });
  }

  public static ByteBuffer update(int relation, String... after) {
    return message(
        'U',
        out -> {
          out.writeInt(relation);
          row(out, 'N', List.of(after));
        });
  }

  public static ByteBuffer update(
      int relation, char part, List<String> before, List<String> after) {
    return message(
        'U',
        out -> {
          out.writeInt(relation);
          row(out, part, before);
          row(out, 'N', after);
        });
  }

  public static ByteBuffer delete(int relation, char part, String... before) {
    return message(
        'D',
        out -> {
          out.writeInt(relation);
          row(out, part, List.of(before));
        });
  }

  public static ByteBuffer truncate(int... relations) {
    return message(
        'T',
        out -> {
          out.writeInt(relations.length);
          out.writeByte(0);
          for (int relation : relations) {
            out.writeInt(relation);
          }
        });
  }

  public static ByteBuffer octets(char type, int... octets) {
    return message(
        type,
        out -> {
          for (int octet : octets) {
            out.writeByte(octet);
          }
        });
  }

  private static void row(DataOutputStream out, char part, List<String> values) throws IOException {
    out.writeByte(part);
    out.writeShort(values.size());
    for (String value : values) {
      switch (value) {
        case NULL -> out.writeByte('n');
        case UNCHANGED -> out.writeByte('u');
        default -> {
          out.writeByte('t');
          out.writeInt(value.getBytes(UTF_8).length);
          out.write(value.getBytes(UTF_8));
        }
      }
    }
  }

  private static void name(DataOutputStream out, String name) throws IOException {
    out.write(name.getBytes(UTF_8));
    out.writeByte(0);
  }
}

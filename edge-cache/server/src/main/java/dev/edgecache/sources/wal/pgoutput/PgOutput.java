package dev.edgecache.sources.wal.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.edgecache.sources.wal.pgoutput.PgMessage.Column;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Column.Part;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Value;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The reader of messages of pgoutput, of version 1 of its protocol: whole transactions after their
 * commit, values as text in UTF-8. Any octets make a message.
 */
public final class PgOutput {

  /** The version of the protocol that is asked for. */
  public static final int VERSION = 1;

  private final ByteBuffer in;

  private PgOutput(ByteBuffer in) {
    this.in = in;
  }

  /** The message that octets are. */
  public static PgMessage read(ByteBuffer octets) {
    ByteBuffer in = octets.slice();
    if (!in.hasRemaining()) {
      return new PgMessage.Unreadable("a message without content");
    }
    char type = (char) (in.get() & 0xFF);
    try {
      return new PgOutput(in).message(type);
    } catch (BufferUnderflowException e) {
      return new PgMessage.Unreadable("a message of type " + printable(type) + " is cut off");
    } catch (MalformedException e) {
      return new PgMessage.Unreadable(
          "a message of type " + printable(type) + " has " + e.getMessage());
    }
  }

  private PgMessage message(char type) throws MalformedException {
    return switch (type) {
      case 'B' -> begin();
      case 'C' -> commit();
      case 'R' -> relation();
      case 'I' -> insert();
      case 'U' -> update();
      case 'D' -> new PgMessage.Delete(in.getInt(), before(in.get()));
      case 'T' -> truncate();
      case 'Y', 'O', 'M' -> new PgMessage.Remark();
      default -> new PgMessage.Unreadable("a message of type " + printable(type));
    };
  }

  /** The location of the commit, its time and its number, which are not needed. */
  private PgMessage begin() {
    skip(Long.BYTES + Long.BYTES + Integer.BYTES);
    return new PgMessage.Begin();
  }

  /** Flags, the location of the commit record, the location of its end, and its time. */
  private PgMessage commit() {
    skip(Byte.BYTES + Long.BYTES);
    long end = in.getLong();
    skip(Long.BYTES);
    return new PgMessage.Commit(end);
  }

  private PgMessage relation() throws MalformedException {
    int id = in.getInt();
    String schema = text();
    String table = text();
    skip(Byte.BYTES);
    int count = Short.toUnsignedInt(in.getShort());
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Part part = (in.get() & 1) == 1 ? Part.IDENTITY : Part.OTHER;
      columns.add(new Column(text(), part));
      skip(Integer.BYTES + Integer.BYTES);
    }
    return new PgMessage.Relation(id, schema.isEmpty() ? "pg_catalog" : schema, table, columns);
  }

  private PgMessage insert() throws MalformedException {
    int relation = in.getInt();
    return new PgMessage.Insert(relation, after(in.get()));
  }

  private PgMessage update() throws MalformedException {
    int relation = in.getInt();
    byte part = in.get();
    if (part == 'N') {
      return new PgMessage.Update(relation, Optional.empty(), row());
    }
    List<Value> before = before(part);
    return new PgMessage.Update(relation, Optional.of(before), after(in.get()));
  }

  private PgMessage truncate() throws MalformedException {
    int count = in.getInt();
    skip(Byte.BYTES);
    if (count < 0 || count > in.remaining() / Integer.BYTES) {
      throw new MalformedException(count + " tables");
    }
    List<Integer> relations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relations.add(in.getInt());
    }
    return new PgMessage.Truncate(relations);
  }

  private List<Value> before(byte part) throws MalformedException {
    if (part != 'K' && part != 'O') {
      throw new MalformedException("a part " + printable((char) (part & 0xFF)));
    }
    return row();
  }

  private List<Value> after(byte part) throws MalformedException {
    if (part != 'N') {
      throw new MalformedException("a part " + printable((char) (part & 0xFF)));
    }
    return row();
  }

  private List<Value> row() throws MalformedException {
    int count = Short.toUnsignedInt(in.getShort());
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte kind = in.get();
      values.add(
          switch (kind) {
            case 'n' -> new Value.Null();
            case 'u' -> new Value.Unchanged();
            case 't' -> new Value.Text(counted());
            default -> throw new MalformedException("a value " + printable((char) (kind & 0xFF)));
          });
    }
    return values;
  }

  private String counted() throws MalformedException {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedException("a value of " + length + " octets");
    }
    byte[] octets = new byte[length];
    in.get(octets);
    return new String(octets, UTF_8);
  }

  /** A text that ends at a zero. */
  private String text() throws MalformedException {
    int length = 0;
    while (in.position() + length < in.limit() && in.get(in.position() + length) != 0) {
      length++;
    }
    if (in.position() + length == in.limit()) {
      throw new MalformedException("a name without an end");
    }
    byte[] octets = new byte[length];
    in.get(octets);
    skip(Byte.BYTES);
    return new String(octets, UTF_8);
  }

  private void skip(int octets) {
    if (octets > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + octets);
  }

  private static String printable(char type) {
    return type > ' ' && type < 0x7F ? String.valueOf(type) : "0x" + Integer.toHexString(type);
  }

  private static final class MalformedException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedException(String what) {
      super(what);
    }
  }
}

package dev.edgecache.sources.wal.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.sources.wal.pgoutput.PgMessage.Column;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Column.Part;
import dev.edgecache.sources.wal.pgoutput.PgMessage.Value;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("messages of pgoutput")
class PgOutputTest {

  private static final int ROUNDS = 20_000;

  @Test
  void eachKindIsRead() {
    assertThat(PgOutput.read(Messages.begin(5))).isEqualTo(new PgMessage.Begin());
    assertThat(PgOutput.read(Messages.commit(5, 0xF000_0000_0000_0006L)))
        .isEqualTo(new PgMessage.Commit(0xF000_0000_0000_0006L));
    assertThat(PgOutput.read(Messages.relation(7, "public", "products", "*id", "näme")))
        .isEqualTo(
            new PgMessage.Relation(
                7,
                "public",
                "products",
                List.of(new Column("id", Part.IDENTITY), new Column("näme", Part.OTHER))));
    assertThat(PgOutput.read(Messages.insert(7, "1", "a b", Messages.NULL)))
        .isEqualTo(
            new PgMessage.Insert(
                7, List.of(new Value.Text("1"), new Value.Text("a b"), new Value.Null())));
    assertThat(PgOutput.read(Messages.update(7, "1", Messages.UNCHANGED)))
        .isEqualTo(
            new PgMessage.Update(
                7, Optional.empty(), List.of(new Value.Text("1"), new Value.Unchanged())));
    assertThat(PgOutput.read(Messages.update(7, 'K', List.of("1"), List.of("2"))))
        .isEqualTo(
            new PgMessage.Update(
                7, Optional.of(List.of(new Value.Text("1"))), List.of(new Value.Text("2"))));
    assertThat(PgOutput.read(Messages.delete(7, 'O', "1")))
        .isEqualTo(new PgMessage.Delete(7, List.of(new Value.Text("1"))));
    assertThat(PgOutput.read(Messages.truncate(7, 8)))
        .isEqualTo(new PgMessage.Truncate(List.of(7, 8)));
    for (char type : new char[] {'Y', 'O', 'M'}) {
      assertThat(PgOutput.read(Messages.octets(type, 1, 2))).isEqualTo(new PgMessage.Remark());
    }
  }

  static Stream<ByteBuffer> unreadable() {
    return Stream.of(
        ByteBuffer.allocate(0),
        Messages.octets('?'),
        Messages.octets('S', 0, 0, 0, 1, 1),
        Messages.octets('C', 0, 1),
        Messages.octets('D', 0, 0, 0, 1, 'N', 0, 0),
        Messages.octets('I', 0, 0, 0, 1, 'K', 0, 0),
        Messages.octets('I', 0, 0, 0, 1, 'N', 0, 1, 'b', 0, 0, 0, 0),
        Messages.octets('I', 0, 0, 0, 1, 'N', 0, 1, 't', 0x7F, 0xFF, 0xFF, 0xFF, 'x'),
        Messages.octets('I', 0, 0, 0, 1, 'N', 0, 1, 't', 0xFF, 0xFF, 0xFF, 0xFF, 'x'),
        Messages.octets('T', 0x7F, 0xFF, 0xFF, 0xFF, 0),
        Messages.octets('T', 0xFF, 0xFF, 0xFF, 0xFF, 0),
        Messages.octets('R', 0, 0, 0, 1, 'a', 'b'));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(ByteBuffer octets) {
    assertThat(PgOutput.read(octets)).isInstanceOf(PgMessage.Unreadable.class);
  }

  @Test
  @DisplayName("any octets make a message, be they random or a message with octets that differ")
  void anyOctetsMakeAMessage() {
    List<ByteBuffer> messages =
        List.of(
            Messages.relation(7, "public", "products", "*id", "name"),
            Messages.insert(7, "1", "a", Messages.NULL),
            Messages.update(7, 'O', List.of("1", "a"), List.of("1", Messages.UNCHANGED)),
            Messages.delete(7, 'K', "1"),
            Messages.truncate(7, 8),
            Messages.commit(1, 2));
    Random random = new Random(20_261_126);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] octets = messages.get(random.nextInt(messages.size())).array().clone();
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      assertThat(PgOutput.read(ByteBuffer.wrap(octets, 0, random.nextInt(octets.length + 1))))
          .isNotNull();
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      assertThat(PgOutput.read(ByteBuffer.wrap(noise))).isNotNull();
    }
  }
}

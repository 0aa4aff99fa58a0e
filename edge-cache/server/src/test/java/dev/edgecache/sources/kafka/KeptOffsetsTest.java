package dev.edgecache.sources.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptOffsetsTest {

  private static final TopicPartition PARTITION = new TopicPartition("catalogue", 2);

  @TempDir private Path folder;

  @Test
  void offsetsAreReadAsTheyWereWritten() {
    OffsetAndMetadata next = new OffsetAndMetadata(42, Optional.of(7), "");
    KeptOffsets kept = offsets("broker:9092");
    kept.keep(PARTITION, next);
    kept.keep(new TopicPartition("catalogue", 0), new OffsetAndMetadata(1));
    kept.write();

    KeptOffsets read = offsets("broker:9092");

    assertThat(read.of(PARTITION)).contains(next);
    assertThat(read.of(new TopicPartition("catalogue", 0))).contains(new OffsetAndMetadata(1));
    assertThat(read.of(new TopicPartition("catalogue", 1))).isEmpty();
    assertThat(read.knows("catalogue")).isTrue();
    assertThat(read.knows("other")).isFalse();
  }

  @Test
  void offsetsOfAnotherClusterAreNotUsed() {
    KeptOffsets kept = offsets("broker:9092");
    kept.keep(PARTITION, new OffsetAndMetadata(42));
    kept.write();

    assertThat(offsets("other:9092").of(PARTITION)).isEmpty();
  }

  @Test
  void aDamagedFileIsNotUsed() throws Exception {
    Files.writeString(file(), "# offsets of broker:9092\ncatalogue 2 many -\n");

    assertThat(offsets("broker:9092").of(PARTITION)).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoFailure() throws Exception {
    Path missing = folder.resolve("missing").resolve("file");
    KeptOffsets kept = new KeptOffsets(Optional.of(missing), "broker:9092");
    kept.keep(PARTITION, new OffsetAndMetadata(42));
    kept.write();
    assertThat(missing).doesNotExist();

    Files.createDirectories(missing.getParent());
    kept.write();

    assertThat(missing).content().contains("catalogue 2 42 -");
  }

  private KeptOffsets offsets(String servers) {
    return new KeptOffsets(Optional.of(file()), servers);
  }

  private Path file() {
    return folder.resolve("source-catalogue.offsets");
  }
}

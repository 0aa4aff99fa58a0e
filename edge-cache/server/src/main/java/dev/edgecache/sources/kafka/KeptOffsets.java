package dev.edgecache.sources.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets up to which everything is in the invalidation log. They are kept beside it and not by
 * the brokers, so that neither outlives the other: offsets without the log would skip what it said.
 */
final class KeptOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(KeptOffsets.class);

  /** A line of the file: topic, partition, offset, and the epoch of its leader or a dash. */
  private static final int WORDS = 4;

  private final Optional<Path> file;
  private final String title;
  private final Map<TopicPartition, OffsetAndMetadata> offsets;
  private Map<TopicPartition, OffsetAndMetadata> written;
  private boolean failing;

  /**
   * The offsets that a file holds, or none if it is that of another cluster or can't be read.
   *
   * @param file empty to keep them in memory
   * @param servers where the cluster is found
   */
  KeptOffsets(Optional<Path> file, String servers) {
    this.file = file;
    this.title = "# offsets of " + servers;
    this.offsets = new HashMap<>(file.filter(Files::exists).map(this::read).orElse(Map.of()));
    this.written = Map.copyOf(offsets);
  }

  private Map<TopicPartition, OffsetAndMetadata> read(Path present) {
    try {
      List<String> lines = Files.readAllLines(present);
      if (lines.isEmpty() || !lines.getFirst().equals(title)) {
        LOG.warn("{} holds offsets of another cluster, which are not used", present);
        return Map.of();
      }
      Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] words = line.split(" ", WORDS);
        read.put(
            new TopicPartition(words[0], Integer.parseInt(words[1])),
            new OffsetAndMetadata(Long.parseLong(words[2]), epoch(words[3]), ""));
      }
      return Map.copyOf(read);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} can't be read, so that the offsets in it are not used", present, e);
      return Map.of();
    }
  }

  private static Optional<Integer> epoch(String word) {
    return word.equals("-") ? Optional.empty() : Optional.of(Integer.valueOf(word));
  }

  /** The offset with which a partition goes on, if one is kept. */
  Optional<OffsetAndMetadata> of(TopicPartition partition) {
    return Optional.ofNullable(offsets.get(partition));
  }

  /** Whether an offset of the topic is kept. */
  boolean knows(String topic) {
    return offsets.keySet().stream().anyMatch(partition -> partition.topic().equals(topic));
  }

  /** Notes that everything of a partition before an offset is in the log. */
  void keep(TopicPartition partition, OffsetAndMetadata next) {
    offsets.put(partition, next);
  }

  /**
   * Makes them durable. Where that fails, a restart reads again what it knows, which is harmless.
   */
  void write() {
    if (file.isEmpty() || offsets.equals(written)) {
      return;
    }
    try {
      write(file.get());
      written = Map.copyOf(offsets);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.warn("{} can't be written: a restart would read older messages again", file.get(), e);
      }
      failing = true;
    }
  }

  private void write(Path to) throws IOException {
    StringBuilder text = new StringBuilder(title);
    offsets.forEach(
        (partition, next) ->
            text.append('\n')
                .append(partition.topic())
                .append(' ')
                .append(partition.partition())
                .append(' ')
                .append(next.offset())
                .append(' ')
                .append(next.leaderEpoch().map(Object::toString).orElse("-")));
    Path whole = to.resolveSibling(to.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            whole,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.append('\n').toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(whole, to, StandardCopyOption.ATOMIC_MOVE);
  }
}

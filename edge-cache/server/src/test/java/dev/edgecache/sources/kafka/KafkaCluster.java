package dev.edgecache.sources.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** One broker in this process. */
final class KafkaCluster implements AutoCloseable {

  private final KafkaClusterTestKit kit;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;

  private KafkaCluster(KafkaClusterTestKit kit) {
    this.kit = kit;
    this.admin = kit.admin();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kit.bootstrapServers(), "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  static KafkaCluster start() throws Exception {
    KafkaClusterTestKit kit =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumBrokerNodes(1)
                    .setNumControllerNodes(1)
                    .build())
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("group.initial.rebalance.delay.ms", "0")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    return new KafkaCluster(kit);
  }

  String servers() {
    return kit.bootstrapServers();
  }

  void topic(String name, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
  }

  void grow(String topic, int partitions) throws Exception {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
  }

  void send(String topic, int partition, String text) throws Exception {
    send(topic, partition, Optional.empty(), text);
  }

  void send(String topic, int partition, Optional<Long> timestamp, String text)
      throws ExecutionException, InterruptedException {
    var _ =
        producer
            .send(
                new ProducerRecord<>(
                    topic,
                    partition,
                    timestamp.orElse(null),
                    null,
                    text.getBytes(StandardCharsets.UTF_8)))
            .get();
  }

  /** Lets messages before an offset be gone, as if their retention had passed. */
  void forget(String topic, int partition, long before) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  private BrokerServer broker() {
    return Objects.requireNonNull(kit.brokers().get(0));
  }

  void stopBroker() {
    broker().shutdown();
  }

  void startBroker() {
    broker().startup();
  }

  @Override
  public void close() throws IOException {
    producer.close();
    admin.close();
    try {
      kit.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the broker did not close", e);
    }
  }
}

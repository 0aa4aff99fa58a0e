package dev.edgecache.sources.sqs;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues on this machine that speak the protocol of Amazon SQS. */
public final class ElasticMq implements AutoCloseable {

  static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  final SqsClient client;
  private final SQSRestServer server;
  private final URI endpoint;

  private ElasticMq(SQSRestServer server, InetSocketAddress address) {
    this.server = server;
    this.endpoint = URI.create("http://127.0.0.1:" + address.getPort());
    this.client =
        SqsClient.builder()
            .region(Region.EU_WEST_1)
            .credentialsProvider(CREDENTIALS)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(endpoint)
            .build();
  }

  /** Starts it. */
  public static ElasticMq start() {
    SQSRestServer server =
        SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
    return new ElasticMq(server, server.waitUntilStarted().localAddress());
  }

  /** Where it is. */
  public URI endpoint() {
    return endpoint;
  }

  /** A new queue that keeps no order. */
  public URI standard(String name) {
    return URI.create(client.createQueue(queue -> queue.queueName(name)).queueUrl());
  }

  URI fifo(String name) {
    return URI.create(
        client
            .createQueue(
                queue ->
                    queue
                        .queueName(name + ".fifo")
                        .attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
            .queueUrl());
  }

  /** Sends a message. */
  public void send(URI queue, String text) {
    var _ = client.sendMessage(message -> message.queueUrl(queue.toString()).messageBody(text));
  }

  void send(URI queue, String group, String text) {
    var _ =
        client.sendMessage(
            message ->
                message
                    .queueUrl(queue.toString())
                    .messageGroupId(group)
                    .messageDeduplicationId(UUID.randomUUID().toString())
                    .messageBody(text));
  }

  /** Messages that are visible, and such that were received and not deleted. */
  public int size(URI queue) {
    return client
        .getQueueAttributes(
            ask ->
                ask.queueUrl(queue.toString())
                    .attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  @Override
  public void close() {
    client.close();
    var _ = server.stopAndWait();
  }
}

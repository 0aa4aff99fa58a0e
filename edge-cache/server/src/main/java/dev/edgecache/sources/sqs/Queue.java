package dev.edgecache.sources.sqs;

import dev.edgecache.sources.feed.FeedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The requests that are made of a queue; failures say in words for people what is wrong. */
final class Queue implements AutoCloseable {

  /** Messages of one request, at most. */
  static final int BATCH = 10;

  private final SqsClient client;
  private final SqsSettings settings;

  Queue(SqsClient client, SqsSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  SqsSettings settings() {
    return settings;
  }

  /** The next messages, or none if none came within the time of a long poll. */
  List<Message> receive() throws FeedException {
    try {
      return client
          .receiveMessage(
              request ->
                  request
                      .queueUrl(url())
                      .maxNumberOfMessages(BATCH)
                      .waitTimeSeconds(Math.toIntExact(SqsSource.LONG_POLL.toSeconds()))
                      .visibilityTimeout(seconds(settings.visibility()))
                      .messageSystemAttributeNames(
                          MessageSystemAttributeName.SENT_TIMESTAMP,
                          MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
          .messages();
    } catch (SdkException e) {
      throw failure("received", e);
    }
  }

  /**
   * Deletes messages by their receipt handles, {@link #BATCH} at most.
   *
   * @return the handles of those that the service could not delete now; one that it will never
   *     delete, such as one that was too old, comes again or is gone already
   */
  List<String> delete(List<String> handles) throws FeedException {
    try {
      return ofService(
          client
              .deleteMessageBatch(
                  request ->
                      request
                          .queueUrl(url())
                          .entries(
                              numbered(
                                  handles,
                                  (id, handle) ->
                                      DeleteMessageBatchRequestEntry.builder()
                                          .id(id)
                                          .receiptHandle(handle)
                                          .build())))
              .failed(),
          handles);
    } catch (SdkException e) {
      throw failure("deleted", e);
    }
  }

  /** Hides messages for a visibility timeout from now on, {@link #BATCH} at most. */
  void hide(List<String> handles) throws FeedException {
    try {
      var _ =
          client.changeMessageVisibilityBatch(
              request ->
                  request
                      .queueUrl(url())
                      .entries(
                          numbered(
                              handles,
                              (id, handle) ->
                                  ChangeMessageVisibilityBatchRequestEntry.builder()
                                      .id(id)
                                      .receiptHandle(handle)
                                      .visibilityTimeout(seconds(settings.visibility()))
                                      .build())));
    } catch (SdkException e) {
      throw failure("hidden for longer", e);
    }
  }

  private interface Numbered<E> {
    E of(String id, String handle);
  }

  private static <E> List<E> numbered(List<String> handles, Numbered<E> entry) {
    return IntStream.range(0, handles.size())
        .mapToObj(i -> entry.of(Integer.toString(i), handles.get(i)))
        .toList();
  }

  private static List<String> ofService(List<BatchResultErrorEntry> failed, List<String> handles) {
    Set<String> ids =
        failed.stream()
            .filter(entry -> !Boolean.TRUE.equals(entry.senderFault()))
            .map(BatchResultErrorEntry::id)
            .collect(Collectors.toSet());
    return IntStream.range(0, handles.size())
        .filter(i -> ids.contains(Integer.toString(i)))
        .mapToObj(handles::get)
        .toList();
  }

  private FeedException failure(String wanted, SdkException e) {
    String why =
        switch (e) {
          case QueueDoesNotExistException missing ->
              "the queue " + url() + " does not exist in " + settings.region();
          case AwsServiceException answer ->
              "messages can't be "
                  + wanted
                  + ": "
                  + code(answer).map(code -> code + ", ").orElse("")
                  + answer.statusCode()
                  + " from "
                  + url();
          case SdkException other ->
              "messages can't be " + wanted + ": " + firstLine(deepest(other));
        };
    return new FeedException(why, e);
  }

  private static Optional<String> code(AwsServiceException answer) {
    return Optional.ofNullable(answer.awsErrorDetails())
        .flatMap(details -> Optional.ofNullable(details.errorCode()));
  }

  /** Credentials that are looked for in many places are told of by the exception itself. */
  private static Throwable deepest(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String firstLine(Throwable e) {
    String text = Optional.ofNullable(e.getMessage()).orElse("");
    return e.getClass().getSimpleName() + text.lines().findFirst().map(": "::concat).orElse("");
  }

  private String url() {
    return settings.queue().toString();
  }

  private static int seconds(Duration time) {
    return Math.toIntExact(time.toSeconds());
  }

  @Override
  public void close() {
    client.close();
  }
}

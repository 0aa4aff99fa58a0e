package dev.edgecache.sources.sqs;

import dev.edgecache.sources.Intake;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.feed.Feed;
import dev.edgecache.sources.feed.FeedException;
import dev.edgecache.sources.feed.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The messages of a queue, taken in the order in which they come. */
final class SqsFeed implements Feed {

  private static final Logger LOG = LoggerFactory.getLogger(SqsFeed.class);

  private final String source;
  private final Queue queue;
  private final Intake intake;
  private final Progress progress;
  private final Deletions deletions;

  /** The age of the oldest message since a request last brought fewer than it could. */
  private Duration oldest = Duration.ZERO;

  SqsFeed(String source, Queue queue, Intake intake, Progress progress) {
    this.source = source;
    this.queue = queue;
    this.intake = intake;
    this.progress = progress;
    this.deletions = new Deletions(source, queue);
  }

  @Override
  public void step() throws FeedException {
    Instant asked = progress.now();
    List<Message> messages = queue.receive();
    for (Message message : messages) {
      take(message);
    }
    Optional<String> failure = deletions.failure();
    if (failure.isPresent()) {
      progress.failed(failure.get());
    } else if (messages.size() < Queue.BATCH) {
      progress.caughtUp(asked, oldest);
      oldest = Duration.ZERO;
    } else {
      progress.behind(oldest);
    }
  }

  private void take(Message message) {
    Instant now = progress.now();
    progress.received();
    int receives = number(message, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, 1);
    if (receives == 1) {
      Duration age = age(message, now);
      oldest = age.compareTo(oldest) > 0 ? age : oldest;
    }
    Receipt receipt =
        intake.take(
            new dev.edgecache.sources.Message(
                source,
                Optional.ofNullable(message.messageId()),
                message.body().getBytes(StandardCharsets.UTF_8),
                now));
    switch (receipt) {
      case Receipt.Effective(var kept) -> deletions.once(kept, message.receiptHandle());
      case Receipt.Unmapped unmapped -> deletions.now(message.receiptHandle());
      case Receipt.SetAside(String reason) -> {
        if (receives > queue.settings().dropAfter()) {
          LOG.error(
              "Message {} of source {} is deleted, since it was received {} times and can't be"
                  + " understood: {}",
              message.messageId(),
              source,
              receives,
              reason);
          deletions.now(message.receiptHandle());
        }
      }
    }
  }

  private static Duration age(Message message, Instant now) {
    String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
    return sent == null
        ? Duration.ZERO
        : Duration.between(Instant.ofEpochMilli(Long.parseLong(sent)), now);
  }

  private static int number(Message message, MessageSystemAttributeName name, int otherwise) {
    String text = message.attributes().get(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  @Override
  public void close() {
    deletions.close();
    queue.close();
  }
}

package dev.edgecache.cloudfront.invalidation.outbox;

import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeAnswer;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fake CloudFront without a network between. */
record DirectService(FakeAccount account) implements InvalidationService {

  private static final Pattern ID = Pattern.compile("<Id>([^<]+)</Id>");

  @Override
  public Created create(Batch batch) {
    StringBuilder paths = new StringBuilder();
    for (Item item : batch.items()) {
      paths.append("<Path>").append(item.text().replace("&", "&amp;")).append("</Path>");
    }
    FakeAnswer answer =
        account.answer(
            "POST",
            "/2020-05-31/" + batch.to().name() + "/invalidation",
            Optional.empty(),
            "<InvalidationBatch><Paths><Quantity>"
                + batch.items().size()
                + "</Quantity><Items>"
                + paths
                + "</Items></Paths><CallerReference>"
                + batch.reference()
                + "</CallerReference></InvalidationBatch>");
    return switch (answer.code()) {
      case "" -> new Created.Accepted(idIn(answer));
      case "BatchTooLarge" -> new Created.TooLarge();
      case "TooManyInvalidationsInProgress" -> new Created.TooManyInProgress();
      case "InvalidationBatchAlreadyExists" -> new Created.ReferenceInUse();
      case "InvalidArgument", "InconsistentQuantities" -> new Created.Malformed(answer.code());
      default -> new Created.NotNow(answer.code());
    };
  }

  private static String idIn(FakeAnswer answer) {
    Matcher id = ID.matcher(answer.body());
    if (!id.find()) {
      throw new AssertionError(answer.body());
    }
    return id.group(1);
  }

  @Override
  public Asked ask(Destination to, String id) {
    FakeAnswer answer =
        account.answer(
            "GET", "/2020-05-31/" + to.name() + "/invalidation/" + id, Optional.empty(), "");
    return answer.status() == 404
        ? new Asked.Unknown()
        : answer.body().contains("<Status>Completed</Status>")
            ? new Asked.Completed()
            : new Asked.InProgress();
  }
}

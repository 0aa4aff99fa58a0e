package dev.edgecache.simulation.twotier;

import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeAnswer;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.outbox.InvalidationService;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import java.util.Optional;
import java.util.stream.Collectors;

/** A fake CloudFront without a network between. */
record DirectService(FakeAccount account) implements InvalidationService {

  @Override
  public Created create(Batch batch) {
    String paths =
        batch.items().stream()
            .map(Item::text)
            .map(text -> "<Path>" + text + "</Path>")
            .collect(Collectors.joining());
    FakeAnswer answer =
        account.answer(
            "POST",
            "/2020-05-31/" + batch.to().name() + "/invalidation",
            Optional.empty(),
            "<InvalidationBatch><Paths><Quantity>%d</Quantity><Items>%s</Items></Paths><CallerReference>%s</CallerReference></InvalidationBatch>"
                .formatted(batch.items().size(), paths, batch.reference()));
    return answer.status() == 201
        ? new Created.Accepted(account.invalidations().getLast().id())
        : new Created.NotNow(answer.code());
  }

  @Override
  public Asked ask(Destination to, String id) {
    FakeAnswer answer =
        account.answer(
            "GET", "/2020-05-31/" + to.name() + "/invalidation/" + id, Optional.empty(), "");
    return answer.body().contains("<Status>Completed</Status>")
        ? new Asked.Completed()
        : new Asked.InProgress();
  }
}

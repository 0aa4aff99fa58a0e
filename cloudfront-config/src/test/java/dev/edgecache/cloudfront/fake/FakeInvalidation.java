package dev.edgecache.cloudfront.fake;

import java.time.Instant;
import java.util.List;

/**
 * An invalidation that a fake CloudFront accepted.
 *
 * @param id its id
 * @param place the distribution or tenant, as in the URL, such as {@code distribution/E2EXAMPLE}
 * @param reference the caller's reference
 * @param items what it invalidates, as it was written
 * @param created when it was accepted
 * @param completed when it is completed
 */
public record FakeInvalidation(
    String id,
    String place,
    String reference,
    List<String> items,
    Instant created,
    Instant completed) {

  /** Copies the list. */
  public FakeInvalidation {
    items = List.copyOf(items);
  }

  boolean isCompletedAt(Instant now) {
    return !completed.isAfter(now);
  }

  String xml(Instant now) {
    StringBuilder paths = new StringBuilder();
    items.forEach(item -> paths.append("<Path>").append(Xml.escaped(item)).append("</Path>"));
    return "<Invalidation xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Id>"
        + id
        + "</Id><Status>"
        + (isCompletedAt(now) ? "Completed" : "InProgress")
        + "</Status><CreateTime>"
        + created
        + "</CreateTime><InvalidationBatch><Paths><Quantity>"
        + items.size()
        + "</Quantity><Items>"
        + paths
        + "</Items></Paths><CallerReference>"
        + Xml.escaped(reference)
        + "</CallerReference></InvalidationBatch></Invalidation>";
  }
}

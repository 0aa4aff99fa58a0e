/**
 * Deliveries by HTTP from senders who sign what they send: standard webhooks and Amazon SNS. What
 * decides whether one is believed is pure but for {@link Web}, which asks for certificates.
 *
 * <p>A {@link Webhook} is safe for any thread. {@link SigningCertificates} asks for one certificate
 * at a time, under a lock that nothing else takes.
 */
@NullMarked
package dev.edgecache.sources.webhook;

import org.jspecify.annotations.NullMarked;

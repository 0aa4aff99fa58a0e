package dev.edgecache.cloudfront.live;

import dev.edgecache.cloudfront.compare.LiveDistribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/**
 * A distribution that was read.
 *
 * @param distribution what it says of what matters to policies
 * @param config all that the SDK understood of it
 * @param xml all that CloudFront sent
 * @param version the entity tag, without which nothing is changed
 */
record Reading(
    LiveDistribution distribution, DistributionConfig config, String xml, String version) {}

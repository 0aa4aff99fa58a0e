/** CloudFront, this cache and a replica that lags, simulated on virtual time. */
@NullMarked
package dev.edgecache.simulation.twotier;

import org.jspecify.annotations.NullMarked;

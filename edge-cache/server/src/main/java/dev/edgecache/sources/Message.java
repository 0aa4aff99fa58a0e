package dev.edgecache.sources;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a source received.
 *
 * @param source the name of the source in the configuration
 * @param id what the bus calls it; counts where the event in it has no id of its own
 * @param content what came, as it came
 * @param received when it came
 */
@SuppressWarnings("ArrayRecordComponent") // it is read once, and never compared
public record Message(String source, Optional<String> id, byte[] content, Instant received) {}

package dev.edgecache.serve.session;

import dev.edgecache.caching.ImplicitTags;
import dev.edgecache.caching.StoredResponse;
import dev.edgecache.consistency.Position;
import dev.edgecache.invalidation.Floors;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A feed that tells of every change, in order: what none of the changes up to where it has come has
 * touched is as it would be now. That goes by tags, so that it says nothing of answers to which
 * neither a policy nor an origin gave any.
 *
 * @param processed up to where everything that was committed is in effect
 * @param floors what the feed has raised
 */
public record CompleteFeed(Supplier<Optional<Position>> processed, Floors floors) implements Proof {

  @Override
  public Optional<Position> of(StoredResponse response) {
    Set<String> tags = response.terms().tags();
    if (ImplicitTags.without(tags).isEmpty()) {
      return Optional.empty();
    }
    // Read first: the floors of all that was committed up to there are in force.
    Optional<Position> reached = processed.get();
    return reached.flatMap(
        position -> response.provenance().provenUpTo(position, floors.floorOf(tags)));
  }
}

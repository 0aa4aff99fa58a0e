package dev.edgecache.origin.choice;

/**
 * How a local origin and a primary share the reads.
 *
 * @param fallback the room for reads that the primary answers in place of the local origin
 * @param rollout which sessions' reads go to the local origin at all
 */
public record ChoiceRules(FallbackLimit fallback, Rollout rollout) {}

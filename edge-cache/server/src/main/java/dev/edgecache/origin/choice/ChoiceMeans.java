package dev.edgecache.origin.choice;

import java.util.random.RandomGenerator;

/**
 * What choices are made with.
 *
 * @param random draws the lots of requests that belong to no session
 * @param delay runs hedges
 * @param observer is told what becomes of choices
 */
public record ChoiceMeans(RandomGenerator random, Delay delay, ChoiceObserver observer) {}

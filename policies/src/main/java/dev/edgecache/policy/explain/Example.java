package dev.edgecache.policy.explain;

import dev.edgecache.http.RequestHead;
import dev.edgecache.http.ResponseHead;
import java.util.Optional;

/**
 * A request, maybe an answer to it, and what a policy set should do with them.
 *
 * @param name what it shows
 * @param where the place in a file that describes it, such as {@code catalog.examples.yaml:3:5}
 * @param request the request
 * @param response the origin's answer; empty if the example is about the request alone
 * @param expectation what should come of it
 */
public record Example(
    String name,
    String where,
    RequestHead request,
    Optional<ResponseHead> response,
    Expectation expectation) {}

package dev.edgecache.cli.cloudfront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.cloudfront.live.DistributionException;
import dev.edgecache.cloudfront.live.Distributions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which distribution is meant. */
final class LiveOptions {

  @Option(
      names = "--distribution",
      paramLabel = "ID",
      required = true,
      description = "The id of the distribution, such as E2EXAMPLE.")
  private String id = "";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "What to ask in place of AWS, such as an emulator.")
  private Optional<URI> endpoint = Optional.empty();

  /** A conversation with CloudFront about a distribution. */
  interface Conversation<T> {
    /** What comes of it. */
    T with(Distributions distributions, String id) throws DistributionException;
  }

  /** Holds a conversation; ends the command where CloudFront can't be asked, or refuses. */
  <T> T talk(Conversation<T> conversation) {
    endpoint
        .filter(url -> url.getScheme() == null || url.getHost() == null)
        .ifPresent(
            url -> {
              throw CommandException.usage(
                  List.of(
                      "edge-cache: --endpoint: "
                          + url
                          + " (expected: a URL such as http://127.0.0.1:4566)"));
            });
    try (Distributions distributions = Distributions.at(endpoint)) {
      return conversation.with(distributions, id);
    } catch (DistributionException e) {
      throw new CommandException(ExitCode.USAGE, List.of("edge-cache: " + e.getMessage()));
    }
  }

  static String json(JsonNode document) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is no JSON: " + document, e);
    }
  }
}

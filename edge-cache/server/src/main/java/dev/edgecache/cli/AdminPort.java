package dev.edgecache.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgecache.admin.AdminSettings;
import dev.edgecache.admin.AdminTls;
import dev.edgecache.admin.AdminToken;
import dev.edgecache.cli.exit.CommandException;
import dev.edgecache.cli.exit.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The admin port of a running server, and the options by which a command is told where it is. */
final class AdminPort {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path USUAL_FILE = Path.of("edge-cache.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The configuration file of the server, which names its admin port and token;"
              + " edge-cache.yaml in this folder if nothing else is said.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = "The admin port, such as http://10.0.0.7:8081, in place of the configured one.")
  private Optional<String> admin = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file that holds the token, in place of the configured one.")
  private Optional<Path> tokenFile = Optional.empty();

  @Mixin private AdminTrust trust = new AdminTrust();

  /** Where it is, what opens it, and how it speaks TLS if that is known. */
  private record Place(URI url, Optional<AdminToken> token, Optional<AdminTls> tls) {}

  /**
   * What it answered.
   *
   * @param status the status code
   * @param body the text
   */
  record Answer(int status, String body) {

    /**
     * The answer as JSON, an object with such a member or an array of some; ends the command if it
     * is something else, as where no admin port answers but what stands behind it.
     */
    JsonNode json(String member) {
      return json()
          .filter(json -> has(json, member))
          .orElseThrow(
              () ->
                  failed(
                      "the answer ("
                          + status
                          + ") is not that of an admin port (expected: one at the address that the"
                          + " server's configuration has as admin)"));
    }

    /** Whether it is such an answer of an admin port: JSON with such a member. */
    boolean tellsOf(int status, String member) {
      return this.status == status && json().filter(json -> has(json, member)).isPresent();
    }

    private static boolean has(JsonNode json, String member) {
      return json.isArray()
          ? !json.isEmpty() && json.valueStream().allMatch(one -> one.has(member))
          : json.has(member);
    }

    private Optional<JsonNode> json() {
      try {
        return Optional.of(JSON.readTree(body));
      } catch (JsonProcessingException e) {
        return Optional.empty();
      }
    }

    /** Why it did not do what it was asked. */
    CommandException refusal() {
      return refusal(UnaryOperator.identity());
    }

    /**
     * Why it did not do what it was asked.
     *
     * @param named puts what the command line calls it in place of a path in the content that was
     *     sent
     */
    CommandException refusal(UnaryOperator<String> named) {
      return switch (status) {
        case 401 ->
            failed(
                "the server wants another token (expected: the one of its configuration, by"
                    + " --config FILE or --token-file FILE; or a certificate that it believes)");
        case 400, 422 -> CommandException.usage(List.of("edge-cache: " + named.apply(detail())));
        default -> failed("the server answered " + status + ": " + detail());
      };
    }

    private String detail() {
      String detail = json().map(json -> json.path("detail").asText("")).orElse("");
      return detail.isEmpty() ? body.strip() : detail;
    }
  }

  /** Asks for something. */
  Answer get(String path) throws InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** Has something done. */
  Answer post(String path) throws InterruptedException {
    return send("POST", path, BodyPublishers.noBody());
  }

  /** Has something done that JSON says. */
  Answer post(String path, JsonNode json) throws InterruptedException {
    return send("POST", path, BodyPublishers.ofString(json.toString()));
  }

  private Answer send(String method, String path, BodyPublisher content)
      throws InterruptedException {
    Place place = place();
    URI uri = place.url().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, content);
    place.token().ifPresent(token -> request.header("Authorization", token.authorization()));
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .sslContext(trust.context(place.tls()))
            .build()) {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (ConnectException e) {
      throw failed("no server answers at " + uri + ": is it running, with this configuration?");
    } catch (HttpTimeoutException e) {
      throw failed("no answer from " + uri + " within " + PATIENCE.toSeconds() + " s");
    } catch (SSLException e) {
      throw failed("TLS with " + uri + " failed: " + e.getMessage());
    } catch (IOException e) {
      throw failed("the exchange with " + uri + " failed: " + e.getMessage());
    }
  }

  private Place place() {
    Optional<AdminToken> named = tokenFile.map(AdminPort::token);
    if (admin.isPresent()) {
      Optional<AdminToken> configured =
          config
              .flatMap(file -> ServeCommand.configuration(file).admin())
              .flatMap(AdminSettings::token);
      return new Place(url(admin.get()), named.or(() -> configured), Optional.empty());
    }
    Path file = config.orElse(USUAL_FILE);
    AdminSettings settings =
        ServeCommand.configuration(file)
            .admin()
            .orElseThrow(
                () ->
                    CommandException.usage(
                        List.of(
                            file + ": admin: absent (expected: the admin port, or --admin URL)")));
    return new Place(url(settings), named.or(settings::token), settings.tls());
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (isHttp && url.getHost() != null && url.resolve("/").toString().startsWith(text)) {
        return url;
      }
    } catch (URISyntaxException e) {
      // As wrong as a URL of another kind.
    }
    throw CommandException.usage(
        List.of("edge-cache: --admin: " + text + " (expected: a URL such as http://host:8081)"));
  }

  /** What is bound to all addresses is reached at the loopback address. */
  private static URI url(AdminSettings settings) {
    InetAddress bound = settings.address().getAddress();
    String host =
        bound.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : bound.getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(settings.scheme() + "://" + literal + ":" + settings.address().getPort());
  }

  private static AdminToken token(Path file) {
    try {
      return new AdminToken(Files.readString(file).strip());
    } catch (IOException e) {
      throw CommandException.usage(
          List.of("edge-cache: --token-file: " + file + " (expected: a file that can be read)"));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(List.of("edge-cache: --token-file: " + e.getMessage()));
    }
  }

  private static CommandException failed(String why) {
    return new CommandException(ExitCode.CHECK_FAILED, List.of("edge-cache: " + why));
  }
}

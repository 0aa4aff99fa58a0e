package dev.edgecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.admin.AdminSettings;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.Configuration.OriginsSettings;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.testing.TestOrigin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisplayName("a node is ready while it can answer something")
class ReadinessTest {

  private static final int ENOUGH_TO_OPEN_THE_BREAKER = 40;

  @TempDir private Path folder;

  @Test
  void anOpenBreakerWithoutAnythingStoredIsNotReady() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        EdgeCache server = EdgeCache.start(configuration(origin));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(ready(client, server).statusCode()).isEqualTo(200);

      openBreaker(origin, client, server);

      assertThat(ready(client, server).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void anOpenBreakerWithStoredAnswersIsDegraded() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        EdgeCache server = EdgeCache.start(configuration(origin));
        HttpClient client = HttpClient.newHttpClient()) {
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "stored"));
      get(client, server.addresses().getFirst(), "/stored");

      openBreaker(origin, client, server);

      assertThat(ready(client, server).statusCode()).isEqualTo(200);
      assertThat(ready(client, server).body()).contains("\"degraded\"", "ejected");
    }
  }

  @Test
  @DisplayName("where another region can answer, a node without an origin is not ready")
  void inOneOfSeveralRegionsStoredAnswersAreNotEnough() throws Exception {
    try (TestOrigin origin = TestOrigin.start();
        EdgeCache server = EdgeCache.start(configuration(origin).inRegion("eu-west-1"));
        HttpClient client = HttpClient.newHttpClient()) {
      origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "stored"));
      get(client, server.addresses().getFirst(), "/stored");
      assertThat(ready(client, server).body()).contains("\"region\" : \"eu-west-1\"");

      openBreaker(origin, client, server);

      assertThat(ready(client, server).statusCode()).isEqualTo(503);
    }
  }

  private static void openBreaker(TestOrigin origin, HttpClient client, EdgeCache server)
      throws Exception {
    origin.always(arrived -> arrived.answer("503 Busy", "Cache-Control: no-store", ""));
    for (int i = 0; i < ENOUGH_TO_OPEN_THE_BREAKER; i++) {
      get(client, server.addresses().getFirst(), "/failing/" + i);
    }
  }

  private static HttpResponse<String> ready(HttpClient client, EdgeCache server) throws Exception {
    return get(client, server.adminAddress().orElseThrow(), "/health/ready");
  }

  private static HttpResponse<String> get(HttpClient client, InetSocketAddress server, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private Configuration configuration(TestOrigin origin) throws Exception {
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            "policy: test\nroutes: [{ name: all, path: /**, cache: {} }]\n");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Configuration.of(
        ListenerSettings.cleartext(anyPort),
        new AdminSettings(anyPort, Optional.empty()),
        policy,
        OriginsSettings.of(OriginSettings.of(URI.create(origin.url()))));
  }
}

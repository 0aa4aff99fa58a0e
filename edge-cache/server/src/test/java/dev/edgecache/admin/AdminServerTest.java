package dev.edgecache.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.admin.Dependency.State;
import dev.edgecache.admin.PolicyStatus.FailedLoad;
import dev.edgecache.admin.PolicyStatus.LoadedFile;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

  private static final String TOKEN = "0123456789abcdef";
  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final Instant LOADED = Instant.parse("2026-11-20T10:00:00Z");
  private static final PolicyStatus CURRENT =
      new PolicyStatus(
          List.of(new LoadedFile("policies/catalog.yaml", "ab12")), LOADED, Optional.empty());
  private static final PolicyStatus STALE =
      new PolicyStatus(
          CURRENT.files(),
          LOADED,
          Optional.of(
              new FailedLoad(
                  LOADED.plusSeconds(60), List.of("policies/catalog.yaml:3:5: unknown key"))));

  private final ScriptedPolicies policies = new ScriptedPolicies();
  private final List<Dependency> dependencies = new ArrayList<>();
  private final List<AdminServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(AdminServer::close);
  }

  @Test
  void livenessNeedsNoDependency() throws Exception {
    dependencies.add(new Dependency("origin local", State.DOWN, "breaker open"));

    assertThat(get(start(), "/health/live")).startsWith("HTTP/1.1 200 OK").contains("\"live\"");
  }

  @Test
  void readinessListsEachDependency() throws Exception {
    dependencies.add(new Dependency("origin local", State.UP, "breaker closed"));
    dependencies.add(new Dependency("origin primary", State.DEGRADED, "breaker half open"));

    assertThat(get(start(), "/health/ready"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("\"status\" : \"degraded\"")
        .contains("\"name\" : \"origin primary\"")
        .contains("\"state\" : \"degraded\"")
        .contains("\"detail\" : \"breaker half open\"");
  }

  @Test
  void isNotReadyWhileADependencyIsDown() throws Exception {
    dependencies.add(new Dependency("origin local", State.DOWN, "breaker open"));

    assertThat(get(start(), "/health/ready"))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"status\" : \"not ready\"")
        .contains("\"state\" : \"down\"");
  }

  @Test
  void tellsDependenciesToOperatorsOnly() throws Exception {
    dependencies.add(new Dependency("origin local", State.UP, "breaker closed"));
    InetSocketAddress address = start(new AdminToken(TOKEN));

    assertThat(get(address, "/health/ready"))
        .startsWith("HTTP/1.1 200 OK")
        .doesNotContain("origin local");
    assertThat(get(address, "/health/ready", "Authorization: Bearer " + TOKEN))
        .contains("origin local");
  }

  @Test
  void aFailedReloadKeepsTheOldPoliciesAndSaysWhy() throws Exception {
    InetSocketAddress address = start();
    assertThat(get(address, "/health/ready")).contains("1 files loaded at 2026-11-20T10:00:00Z");
    policies.next = STALE;

    assertThat(AdminClient.send(address, "POST /reload HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 422 ")
        .contains("policies/catalog.yaml:3:5: unknown key");
    assertThat(get(address, "/policies"))
        .contains("\"state\" : \"stale\"")
        .contains("\"sha256\" : \"ab12\"")
        .contains("policies/catalog.yaml:3:5: unknown key");
    assertThat(get(address, "/health/ready"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("stale: the load at 2026-11-20T10:01:00Z failed")
        .contains("policies/catalog.yaml:3:5: unknown key");
  }

  @Test
  void aReloadThatSucceedsClearsTheFailure() throws Exception {
    InetSocketAddress address = start();
    policies.now = STALE;
    policies.next = CURRENT;

    assertThat(AdminClient.send(address, "POST /reload HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("\"state\" : \"current\"");
    assertThat(get(address, "/policies")).doesNotContain("failed_load");
  }

  @Test
  void explainsARequestAsJsonOrText() throws Exception {
    InetSocketAddress address = start();
    String path = "/explain?method=POST&url=http%3A%2F%2Fshop.example%2Fa%3Fb&header=A:%201";

    assertThat(get(address, path)).contains("POST http://shop.example/a?b [A: 1]");
    assertThat(get(address, path, "Accept: text/plain"))
        .contains("Content-Type: text/plain")
        .endsWith("text of POST http://shop.example/a?b");
    assertThat(get(address, "/explain"))
        .startsWith("HTTP/1.1 400 ")
        .contains("url: absent (expected: /explain?method=GET&url=");
    assertThat(get(address, "/explain?url=nonsense"))
        .startsWith("HTTP/1.1 400 ")
        .contains("url: nonsense");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8081", "127.0.0.1:8081", "[::1]:8081", "[::1]"})
  void withoutATokenHostsOfThisMachineAreAnswered(String host) throws Exception {
    assertThat(AdminClient.send(start(), "GET /policies HTTP/1.1", "Host: " + host))
        .startsWith("HTTP/1.1 200 OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"attacker.example", "attacker.example:8081", "localhost.attacker.example"})
  void withoutATokenNamesThatAnAttackerMayPointHereAreRefused(String host) throws Exception {
    assertThat(AdminClient.send(start(), "GET /policies HTTP/1.1", "Host: " + host))
        .startsWith("HTTP/1.1 403 ")
        .contains("answers only to localhost and IP addresses");
  }

  @ParameterizedTest
  @CsvSource({
    "https://attacker.example,403",
    "null,403",
    "http://localhost:9999,403",
    "http://localhost:8081,200"
  })
  void pagesOfOtherSitesCantReload(String origin, int status) throws Exception {
    assertThat(
            AdminClient.send(
                start(),
                "POST /reload HTTP/1.1",
                "Host: localhost:8081",
                "Origin: " + origin,
                "Content-Length: 0"))
        .startsWith("HTTP/1.1 " + status + " ");
    assertThat(policies.reloads).isEqualTo(status == 200 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: x",
        "Authorization: Bearer 0123456789abcdeX",
        "Authorization: Bearer",
        "Authorization: Basic MDEyMzQ1Njc4OWFiY2RlZg=="
      })
  void withATokenOperatorsMustPresentIt(String field) throws Exception {
    InetSocketAddress address = start(new AdminToken(TOKEN));

    for (String target : List.of("GET /policies", "GET /metrics", "POST /reload", "GET /nothing")) {
      assertThat(AdminClient.send(address, target + " HTTP/1.1", "Host: a.example", field))
          .startsWith("HTTP/1.1 401 ")
          .contains("WWW-Authenticate: Bearer");
    }
    assertThat(policies.reloads).isZero();
  }

  @Test
  void withATokenAnyHostIsAnsweredToOperators() throws Exception {
    assertThat(
            AdminClient.send(
                start(new AdminToken(TOKEN)),
                "GET /policies HTTP/1.1",
                "Host: admin.internal.example",
                "Authorization: bearer " + TOKEN))
        .startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void unknownPathsAndMethodsAreProblems() throws Exception {
    InetSocketAddress address = start();

    assertThat(get(address, "/nothing"))
        .startsWith("HTTP/1.1 404 ")
        .contains("Content-Type: application/problem+json")
        .contains("Known paths: /health/live, /health/ready, /policies, /reload, /explain");
    assertThat(get(address, "/reload"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: POST")
        .contains("method: GET (expected: POST)");
    assertThat(AdminClient.send(address, "HEAD /policies HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200 OK")
        .endsWith("\r\n\r\n");
  }

  @Test
  void aFaultyEndpointAnswersWithoutItsSecrets() throws Exception {
    AdminServer server =
        AdminServer.start(
            new AdminSettings(loopback(), Optional.empty()),
            List.of(
                AdminEndpoint.get(
                    "/faulty",
                    _ -> {
                      throw new IllegalStateException("inner detail");
                    })),
            DRAIN);
    servers.add(server);

    assertThat(get(server.address(), "/faulty"))
        .startsWith("HTTP/1.1 500 ")
        .doesNotContain("inner detail");
  }

  @Test
  void refusesAnAddressThatOthersReachWithoutAToken() throws Exception {
    InetSocketAddress everywhere =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {0, 0, 0, 0}), 8081);

    assertThatThrownBy(() -> new AdminSettings(everywhere, Optional.empty()))
        .hasMessage(
            "address: 0.0.0.0 can be reached from other machines (expected: a token,"
                + " client-authorities, or a loopback address such as 127.0.0.1)");
    assertThat(new AdminSettings(everywhere, Optional.of(new AdminToken(TOKEN))).toString())
        .doesNotContain(TOKEN);
  }

  @Test
  void aShortTokenIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> new AdminToken("hunter2"))
        .hasMessageContaining("7 characters (expected: at least 16")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    InetSocketAddress taken = start();

    assertThatThrownBy(
            () -> AdminServer.start(new AdminSettings(taken, Optional.empty()), List.of(), DRAIN))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("admin: can't listen at 127.0.0.1:" + taken.getPort());
  }

  private InetSocketAddress start() throws Exception {
    return start(Optional.empty());
  }

  private InetSocketAddress start(AdminToken token) throws Exception {
    return start(Optional.of(token));
  }

  private InetSocketAddress start(Optional<AdminToken> token) throws Exception {
    PolicyEndpoints ofPolicies = new PolicyEndpoints(policies);
    Health health =
        new Health(Optional.empty(), List.of(this::first, ofPolicies::health, this::last));
    List<AdminEndpoint> endpoints = new ArrayList<>(health.endpoints());
    endpoints.addAll(ofPolicies.endpoints());
    AdminServer server = AdminServer.start(new AdminSettings(loopback(), token), endpoints, DRAIN);
    servers.add(server);
    return server.address();
  }

  private Dependency first() {
    return dependencies.isEmpty()
        ? new Dependency("listeners", State.UP, "1 open")
        : dependencies.getFirst();
  }

  private Dependency last() {
    return dependencies.size() < 2
        ? new Dependency("store", State.UP, "empty")
        : dependencies.getLast();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static String get(InetSocketAddress address, String target, String... fields)
      throws Exception {
    List<String> lines = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", "Host: localhost"));
    lines.addAll(List.of(fields));
    return AdminClient.send(address, lines.toArray(String[]::new));
  }

  /** Policies whose next reload has a fixed outcome. */
  private static final class ScriptedPolicies implements Policies {
    private volatile PolicyStatus now = CURRENT;
    private volatile PolicyStatus next = CURRENT;
    private volatile int reloads;

    @Override
    public PolicyStatus status() {
      return now;
    }

    @Override
    public synchronized PolicyStatus reload() {
      reloads = reloads + 1;
      now = next;
      return now;
    }

    @Override
    public Explained explain(ExplainRequest request) {
      if (request.url().equals("nonsense")) {
        throw new IllegalArgumentException("url: nonsense (expected: an absolute URL)");
      }
      String text = request.method() + " " + request.url();
      return new Explained(text + " " + request.fields(), "text of " + text);
    }
  }
}

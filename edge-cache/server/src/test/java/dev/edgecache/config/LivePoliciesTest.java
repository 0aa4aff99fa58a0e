package dev.edgecache.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgecache.admin.Policies.Explained;
import dev.edgecache.admin.PolicyStatus;
import dev.edgecache.policy.Route;
import dev.edgecache.policy.rules.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePoliciesTest {

  private static final Instant FIRST = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant SECOND = FIRST.plusSeconds(60);

  @TempDir Path folder;

  private final List<PolicySet> inForce = new ArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(FIRST);

  @Test
  void theFirstLoadPutsThePoliciesInForce() throws Exception {
    write("catalog.yaml", policy("catalog", "product"));

    PolicyStatus status = load().status();

    assertThat(routes()).contains("catalog/product");
    assertThat(status.loadedAt()).isEqualTo(FIRST);
    assertThat(status.failure()).isEmpty();
    assertThat(status.files())
        .singleElement()
        .satisfies(
            file -> assertThat(file.file()).isEqualTo(folder.resolve("catalog.yaml").toString()))
        .satisfies(file -> assertThat(file.fingerprint()).matches("[0-9a-f]{64}"));
  }

  @Test
  void aFirstLoadThatFailsNamesAllProblems() throws IOException {
    write("a.yaml", "polcy: a\n");
    write("b.yaml", "policy: b\n");

    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            PolicyLoadException.class,
            failure ->
                assertThat(failure.problems())
                    .anyMatch(problem -> problem.contains("a.yaml:1:1: polcy: unknown key"))
                    .anyMatch(problem -> problem.contains("b.yaml:1:")));
    assertThat(inForce).isEmpty();
  }

  @Test
  void aReloadPutsOthersInForce() throws Exception {
    write("catalog.yaml", policy("catalog", "product"));
    LivePolicies policies = load();
    String before = policies.status().files().getFirst().fingerprint();

    write("catalog.yaml", policy("catalog", "category"));
    now.set(SECOND);
    PolicyStatus status = policies.reload();

    assertThat(routes()).contains("catalog/category").doesNotContain("catalog/product");
    assertThat(status.loadedAt()).isEqualTo(SECOND);
    assertThat(status.files().getFirst().fingerprint()).isNotEqualTo(before);
    assertThat(status).isEqualTo(policies.status());
  }

  @Test
  void aReloadThatFailsLeavesTheOldInForceAndSaysWhyUntilOneSucceeds() throws Exception {
    write("catalog.yaml", policy("catalog", "product"));
    LivePolicies policies = load();

    write("catalog.yaml", policy("catalog", "product").replace("path", "paht"));
    now.set(SECOND);
    PolicyStatus failed = policies.reload();

    assertThat(inForce).hasSize(1);
    assertThat(failed.loadedAt()).isEqualTo(FIRST);
    assertThat(failed.failure().orElseThrow().at()).isEqualTo(SECOND);
    assertThat(failed.failure().orElseThrow().problems())
        .singleElement()
        .asString()
        .contains("catalog.yaml:4:5: routes[0].paht: unknown key; did you mean \"path\"?");

    write("catalog.yaml", policy("catalog", "product"));
    assertThat(policies.reload().failure()).isEmpty();
    assertThat(inForce).hasSize(2);
  }

  @Test
  void whatTheLintCallsAnErrorIsNotPutInForce() throws Exception {
    write("catalog.yaml", policy("catalog", "product"));
    LivePolicies policies = load();

    write(
        "catalog.yaml",
        """
        policy: catalog
        routes:
          - name: product
            path: /v1/things/{id}
            cache: { fresh: 30s }
            key: { query: [] }
            tags: ["thing:{nothing}"]
        """);

    assertThat(policies.reload().failure().orElseThrow().problems())
        .singleElement()
        .asString()
        .contains("catalog.yaml:7:", "EC", "nothing", "Use a `{name}` that stands in `path`.");
    assertThat(inForce).hasSize(1);
  }

  private LivePolicies load() throws PolicyLoadException {
    return LivePolicies.load(
        folder, inForce::add, (_, request) -> new Explained(request.url(), ""), now::get);
  }

  private List<String> routes() {
    return inForce.getLast().routes().stream().map(Route::id).toList();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String policy(String name, String route) {
    return """
    policy: %s
    routes:
      - name: %s
        path: /v1/things/{id}
        cache: never
    """
        .formatted(name, route);
  }
}

package dev.edgecache.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.policy.Policy;
import dev.edgecache.policy.events.EventMapping;
import dev.edgecache.policy.files.PolicyFiles;
import dev.edgecache.policy.rules.PolicySet;
import dev.edgecache.sources.Message;
import dev.edgecache.sources.Receipt;
import dev.edgecache.sources.events.EventIntake;
import dev.edgecache.sources.events.EventLedger;
import dev.edgecache.sources.events.EventObserver;
import dev.edgecache.yaml.ReadResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CreatedProductTest {

  @Test
  @DisplayName("PUR-13: a created product invalidates the 404s and the lists that lacked it")
  void aCreatedProductIsFound() throws Exception {
    String policy =
        Files.readString(Path.of("../../policies/shop/catalog.yaml"))
            .replaceFirst("(?m)^hosts: .*$", "");
    try (ProxyUnderTest proxy = new ProxyUnderTest(policy)) {
      proxy.origin.always(
          arrived -> {
            if (arrived.target().contains("products/42")) {
              arrived.answer("404 Not Found", "", "none");
            } else {
              arrived.ok("Cache-Control: max-age=600", "other");
            }
          });
      List<String> lacking =
          List.of(
              "/v1/products/42",
              "/v1/products/42/reviews",
              "/v1/products",
              "/v1/categories/shoes/products",
              "/v1/search?q=shoes");
      for (String target : lacking) {
        proxy.get(target).get();
        assertThat(proxy.get(target).get().cacheStatus()).as(target).contains("hit");
      }
      proxy.get("/v1/products/43").get();

      Receipt receipt =
          intake(proxy, policy)
              .take(
                  new Message(
                      "catalogue",
                      Optional.of("m1"),
                      "{\"type\": \"product.created\", \"id\": \"e1\", \"productId\": 42}"
                          .getBytes(StandardCharsets.UTF_8),
                      proxy.time.instant()));

      assertThat(receipt).isInstanceOf(Receipt.Effective.class);
      proxy.origin.always(arrived -> arrived.ok("Cache-Control: max-age=600", "with it"));
      for (String target : lacking) {
        assertThat(proxy.get(target).get().body()).as(target).isEqualTo("with it");
      }
      assertThat(proxy.get("/v1/products/43").get().cacheStatus()).contains("hit");
    }
  }

  private static EventIntake intake(ProxyUnderTest proxy, String policy) {
    PolicySet policies =
        switch (PolicyFiles.parse("catalog.yaml", policy)) {
          case ReadResult.Valid<Policy>(Policy valid, var _) -> PolicySet.of(List.of(valid));
          case ReadResult.Invalid<Policy>(var problems) -> throw new AssertionError(problems);
        };
    EventMapping mapping = EventMapping.ofEvents(policies);
    return new EventIntake(
        proxy.invalidations, () -> mapping, Optional::empty, new EventLedger(EventObserver.NONE));
  }
}

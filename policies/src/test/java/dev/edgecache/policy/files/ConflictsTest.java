package dev.edgecache.policy.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.yaml.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Policies that contradict each other. */
class ConflictsTest {
  @Test
  @DisplayName("files that name one event agree on its position")
  void refusesTwoPositionsOfAnEvent() {
    String policy =
        """
        policy: %s
        hosts: [%1$s.example]
        routes: [{ name: a, path: /a, cache: never }]
        events: { changed: { purge: [x]%s } }
        """;
    assertThat(
            conflicts(
                policy.formatted("one", ", position: '{lsn}'"),
                policy.formatted("two", ""),
                policy.formatted("three", ", position: '{lsn}'"),
                policy.formatted("four", ", position: '{at}'")))
        .containsExactly(
            "p3.yaml:4:34: events.changed.position: {at} for an event whose position is {lsn};"
                + " the other is at p0.yaml:4:34");
  }

  @Test
  void refusesTwoRoutesOfOneName() {
    String text =
        """
        policy: p
        routes:
          - { name: a, path: /a, cache: never }
          - { name: a, path: /b, cache: never }
        """;
    assertThat(conflicts(text))
        .containsExactly(
            "p0.yaml:4:7: routes[1].name: a a second time; the first is at p0.yaml:3:7");
  }

  @Test
  @DisplayName("two routes that match the same requests are told, in one file and across files")
  void refusesShadowedRoutes() {
    String one =
        """
        policy: one
        hosts: [a.example, b.example]
        routes:
          - { name: by-id, path: "/v/{id}", cache: never }
          - { name: any, path: "/v/*", cache: never }
          - { name: get, path: "/v/*", methods: [GET], cache: never }
        """;
    String two =
        """
        policy: two
        hosts: [B.example]
        routes:
          - { name: head, path: "/v/{x}", methods: [HEAD], cache: never }
          - { name: other, path: "/v/{x}/y", methods: [HEAD], cache: never }
        """;
    String three =
        """
        policy: three
        routes:
          - { name: elsewhere, path: "/v/{x}", cache: never }
        """;
    assertThat(conflicts(one, two, three))
        .containsExactly(
            "p0.yaml:5:18: routes[1].path: matches the same requests as route one/by-id; give"
                + " one of them other hosts, another path or other methods; the other is at"
                + " p0.yaml:4:20",
            "p1.yaml:4:19: routes[0].path: matches the same requests as route one/get; give"
                + " one of them other hosts, another path or other methods; the other is at"
                + " p0.yaml:6:18");
  }

  private static List<String> conflicts(String... texts) {
    List<PolicyFile> files = new ArrayList<>();
    for (String text : texts) {
      files.add(PolicyFilesTest.file("p" + files.size() + ".yaml", text));
    }
    return Conflicts.among(files).stream().map(Problem::toString).toList();
  }
}

package dev.edgecache.yaml.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceTest {

  @Test
  void tabulatesTheKeysOfEachObject() {
    assertThat(Reference.of(Shop.TYPE))
        .startsWith(
            """
            ### shop

            A shop.

            | Key | Value | Default | Meaning |
            |---|---|---|---|
            | `name` | name | required | Its name. Example: `corner` |
            """)
        .contains(
            """
            ### counter

            One counter.

            | Key | Value | Default | Meaning |
            |---|---|---|---|
            | `title` | text | required | Its title. |
            | `opening` | `never` or [hours](#hours) | `never` | When. |
            | `clerks` | text or list of text | required | Who works here. |
            | `pace` | `at-leisure` or `in-haste` | `at-leisure` | How fast. |
            | `discount` | percentage from 0% to 50% | `0%` | How much less. |
            """)
        .contains("| `token` | [secret](#secret) |  | Its key. |")
        .contains("### secret\n\nA secret, named by where it is kept.");
  }
}

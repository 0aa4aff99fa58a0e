package dev.edgecache.policy.files;

import dev.edgecache.yaml.keys.JsonSchema;
import dev.edgecache.yaml.keys.Reference;

/** What policy files may say, for editors and for readers. */
public final class PolicySchema {

  private PolicySchema() {}

  /** The JSON Schema (2020-12) of policy files. */
  public static String json() {
    return JsonSchema.of(PolicyKeys.POLICY, "urn:edge-cache:schema:policy");
  }

  /** The tables of all keys in Markdown, a section of the third level for each object. */
  public static String reference() {
    return Reference.of(PolicyKeys.POLICY);
  }
}

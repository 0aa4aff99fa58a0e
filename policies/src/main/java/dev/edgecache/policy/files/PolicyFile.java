package dev.edgecache.policy.files;

import dev.edgecache.policy.Policy;
import dev.edgecache.yaml.YamlDocument;

/**
 * A policy and the file that describes it.
 *
 * @param policy the policy
 * @param document the file, to find the position of each key
 */
public record PolicyFile(Policy policy, YamlDocument document) {

  /** The name of the file, as its reader named it. */
  public String name() {
    return document.file();
  }
}

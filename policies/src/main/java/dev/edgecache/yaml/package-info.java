/**
 * YAML documents whose every key and value knows its line and column, and the problems found in
 * them.
 *
 * <p>The dialect is small on purpose: one document, plain data of the YAML 1.2 core schema; no
 * anchors, aliases or tags, no duplicate keys, bounded size and depth. Reading is total: whatever a
 * file holds, the answer is a document or a list of problems. What the keys of a file mean is
 * declared with {@link dev.edgecache.yaml.keys}.
 */
@NullMarked
package dev.edgecache.yaml;

import org.jspecify.annotations.NullMarked;

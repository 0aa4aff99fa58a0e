package dev.edgecache.config;

/** The page {@code docs/configuration.md}. */
final class Documentation {

  private Documentation() {}

  static String page() {
    return """
    # Configuration

    `edge-cache serve --config edge-cache.yaml` reads one YAML file. Unknown keys, wrong types and
    impossible values are errors that name file, line, column and key, and what was expected; the
    server does not start. `edge-cache policy schema --config` prints a JSON Schema for editors, and
    `edge-cache/edge-cache.example.yaml` is an example with every key.

    Durations are written `60ms`, `30s`, `5m`, `24h` or `7d`, sizes `64KiB`, `1MB` or `1GiB`. Secrets
    never stand in the file: `{ env: NAME }` takes them from the environment, `{ file: path }` from
    a file. A change of this file needs a restart; policies are loaded again without one.

    """
        + ConfigurationFile.reference();
  }
}

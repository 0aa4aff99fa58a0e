package dev.edgecache.config.sources;

import static dev.edgecache.yaml.keys.Types.duration;
import static dev.edgecache.yaml.keys.Types.mapOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.sources.wal.WalSettings;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Type;

/** What a configuration file may say of write-ahead logs. */
final class WalKeys {

  private WalKeys() {}

  /**
   * The keys of a source.
   *
   * @param login how a server is reached
   */
  static ObjectType<WalSettings> wal(Type<DatabaseLogin> login) {
    Type<String> name =
        text("name", "lower-case letters, digits and underscores", WalSettings.NAME_FORM);
    return ObjectType.of(
        "source-wal",
        "The write-ahead logs of PostgreSQL servers, version 16 or newer, whose rows the key"
            + " `tables` of policy files maps.",
        keys -> {
          var standbys =
              keys.key(
                      "standbys",
                      mapOf(
                          text("name", "a name such as eu-1", "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
                          login),
                      "By name, every database that the local origin may read, one at least. The"
                          + " user needs the attribute `REPLICATION`.")
                  .required();
          var publication =
              keys.key("publication", name, "The publication that has the tables; it must exist.")
                  .orElse("edge_cache");
          var slot =
              keys.key(
                      "slot",
                      name,
                      "The replication slot on each standby, of this node alone; it is made where"
                          + " it is absent, and never dropped while it can be used.")
                  .orElse("edge_cache");
          var primary =
              keys.key(
                      "primary",
                      login,
                      "The database that takes writes. It is asked, while a slot is made, to log"
                          + " its running transactions, by `pg_log_standby_snapshot()`.")
                  .optional();
          var coverage =
              keys.key(
                      "coverage",
                      words(WalSettings.Coverage.class),
                      "With `complete` you promise that an answer with tags changes only with rows"
                          + " that make one of its tags. Stored answers that no row has touched"
                          + " then meet the tokens of sessions, however new these are.")
                  .orElse("partial");
          var timeout =
              keys.key(
                      "timeout",
                      duration(),
                      "Of connecting, and of each answer; PostgreSQL counts whole seconds.")
                  .orElse("5s");
          return values ->
              new WalSettings(
                  values.get(standbys),
                  new WalSettings.Names(values.get(publication), values.get(slot)),
                  values.get(primary),
                  values.get(coverage),
                  values.get(timeout));
        });
  }
}

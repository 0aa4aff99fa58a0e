package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.durationUpTo;
import static dev.edgecache.yaml.keys.Types.byteAmount;
import static dev.edgecache.yaml.keys.Types.oneOf;
import static dev.edgecache.yaml.keys.Types.secret;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.word;

import dev.edgecache.config.Configuration.AccessLogSettings;
import dev.edgecache.config.sources.SourceKeys;
import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.yaml.ReadResult;
import dev.edgecache.yaml.keys.JsonSchema;
import dev.edgecache.yaml.keys.ObjectType;
import dev.edgecache.yaml.keys.Reference;
import dev.edgecache.yaml.keys.Type;
import dev.edgecache.yaml.values.ByteAmount;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The file {@code edge-cache.yaml}: its keys, and how it becomes a {@link Configuration}. */
public final class ConfigurationFile {

  private static final String SCHEMA_ID = "urn:edge-cache:schema:configuration";

  /** The largest share of the heap that stored responses may take: work needs room too. */
  private static final double MAX_SHARE = 0.8;

  private final Surroundings surroundings;

  private ConfigurationFile(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What a file says, or all that is wrong with it. */
  public static ReadResult<Configuration> read(Path file, Surroundings surroundings) {
    return new ConfigurationFile(surroundings).keys().read(file);
  }

  /** The JSON Schema of the file, for editors. */
  public static String jsonSchema() {
    return JsonSchema.of(nowhere().keys(), SCHEMA_ID);
  }

  /** The reference of all keys, in Markdown. */
  public static String reference() {
    return Reference.of(nowhere().keys());
  }

  private static ConfigurationFile nowhere() {
    return new ConfigurationFile(new Surroundings(Path.of("/"), Map.of(), 1L << 30));
  }

  private ObjectType<Configuration> keys() {
    ListenerKeys listeners = new ListenerKeys(surroundings);
    ObjectType<DatabaseLogin> login = DatabaseKeys.login(surroundings);
    return ObjectType.of(
        "configuration",
        "All that a server is told when it starts. Relative paths lead on from the folder of this"
            + " file.",
        keys -> {
          var listen =
              keys.key(
                      "listen",
                      listeners.listen(),
                      "Where viewers are served: an address, a listener, or a list of them.")
                  .example("127.0.0.1:8080")
                  .required();
          var admin =
              keys.key(
                      "admin",
                      listeners.admin(),
                      "The port for operators; without this key there is none.")
                  .example("127.0.0.1:8081")
                  .optional();
          var policies =
              keys.key(
                      "policies",
                      text().as(surroundings::existing),
                      "A policy file, or the folder that holds them, such as `policies/shop/`.")
                  .required();
          var origins =
              keys.key("origins", OriginsKeys.origins(surroundings), "Where answers come from.")
                  .required();
          var positions =
              keys.key(
                      "positions",
                      new PositionKeys(login).positions(),
                      "How far the databases behind the origins have come. Without it nothing is"
                          + " assumed to lag where there is no `primary` origin, and `clock` with a"
                          + " window of 5s where there is one.")
                  .optional();
          var sessions =
              keys.key(
                      "sessions",
                      new SessionKeys(surroundings).sessions(),
                      "How sessions see their own writes; without this key, routes with"
                          + " `consistency: session` are answered like others.")
                  .optional();
          var cloudfront =
              keys.key(
                      "cloudfront",
                      CloudFrontKeys.CLOUDFRONT,
                      "CloudFront in front of this server: it is told of invalidations, and how"
                          + " long answers of routes with `cdn:` are still fresh.")
                  .optional();
          var sources =
              keys.key(
                      "sources",
                      new SourceKeys(secret().as(surroundings::reveal), login).sources(),
                      "By name, what sends events or invalidations by itself.")
                  .orElse("{}");
          var memory =
              keys.key(
                      "memory",
                      byteAmount().as(this::memory),
                      "The memory for stored responses, overhead included: a size, or a share of"
                          + " the heap; at most 80% of it.")
                  .orElse("40%");
          var data =
              keys.key(
                      "data",
                      text().as(path -> surroundings.folder().resolve(path).normalize()),
                      "The folder in which the invalidation log is kept, of this process alone;"
                          + " without this key it is in memory, and a restart forgets it.")
                  .example("data/")
                  .optional();
          var drain =
              keys.key(
                      "drain",
                      durationUpTo(Duration.ofHours(1)),
                      "How long answers under way may take to finish when the server stops.")
                  .orElse("30s");
          var log =
              keys.key(
                      "access-log",
                      accessLog(),
                      "Where the access log goes: `off`, `stdout`, or a file, which is rotated each"
                          + " day and at 100 MB.")
                  .orElse("off");
          var region =
              keys.key(
                      "region",
                      text("region", "a name such as eu-west-1", "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
                      "The region that this server is in, where another one can take over: health"
                          + " tells it, and is not ready while no origin answers reads truthfully.")
                  .example("eu-west-1")
                  .optional();
          var proxy = new ProxyKeys(keys);
          return values ->
              new Configuration(
                  values.get(listen),
                  values.get(admin),
                  values.get(policies),
                  values.get(origins),
                  values.get(positions),
                  values.get(sessions),
                  values.get(cloudfront),
                  values.get(sources),
                  values.get(memory),
                  proxy.settings(values),
                  values.get(log),
                  values.get(data),
                  values.get(region),
                  values.get(drain));
        });
  }

  private Type<AccessLogSettings> accessLog() {
    Type<String> file =
        text(
            "file", "a file such as logs/access.log", "[^\\u0000-\\u001f]*[/.][^\\u0000-\\u001f]*");
    return oneOf(
        word("off", new AccessLogSettings.Off()),
        word("stdout", new AccessLogSettings.StandardOutput()),
        file.as(
            path -> new AccessLogSettings.File(surroundings.folder().resolve(path).normalize())));
  }

  private long memory(ByteAmount amount) {
    long bytes = amount.of(surroundings.heap());
    long most = (long) (surroundings.heap() * MAX_SHARE);
    if (bytes > most) {
      throw new IllegalArgumentException(
          "value: "
              + described(amount)
              + " (expected: at most 80% of the heap, "
              + most
              + " bytes; EDGE_CACHE_HEAP sets a larger heap)");
    }
    return bytes;
  }

  private static String described(ByteAmount amount) {
    return switch (amount) {
      case ByteAmount.Bytes(long count) -> count + " bytes";
      case ByteAmount.Share(double share) ->
          BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    };
  }
}

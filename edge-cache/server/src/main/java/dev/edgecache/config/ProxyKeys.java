package dev.edgecache.config;

import static dev.edgecache.config.BoundedTypes.addressRange;
import static dev.edgecache.yaml.keys.Types.listOf;
import static dev.edgecache.yaml.keys.Types.text;
import static dev.edgecache.yaml.keys.Types.words;

import dev.edgecache.serve.ProxySettings;
import dev.edgecache.serve.ProxySettings.ServerTiming;
import dev.edgecache.serve.ProxySettings.UnknownHost;
import dev.edgecache.serve.listen.AddressRange;
import dev.edgecache.yaml.keys.Key;
import dev.edgecache.yaml.keys.Keys;
import dev.edgecache.yaml.keys.Values;
import java.util.List;

/** What a configuration file may say of how requests are taken and passed on. */
final class ProxyKeys {

  private final Key<UnknownHost> unknownHost;
  private final Key<ServerTiming> serverTiming;
  private final Key<List<AddressRange>> trustedProxies;
  private final Key<String> pseudonym;

  /** Declares the keys at the top level of the file. */
  ProxyKeys(Keys keys) {
    unknownHost =
        keys.key(
                "unknown-host",
                words(UnknownHost.class),
                "What becomes of requests to hosts that no policy names: they pass uncached, or are"
                    + " refused with 421.")
            .orElse("pass");
    serverTiming =
        keys.key(
                "server-timing",
                words(ServerTiming.class),
                "Whether answers tell in `Server-Timing` where their time went.")
            .orElse("off");
    trustedProxies =
        keys.key(
                "trusted-proxies",
                listOf(addressRange()),
                "Who may say, in `Forwarded` and `X-Forwarded-*`, for whom they ask; the fields of"
                    + " all others are replaced.")
            .example("[10.0.0.0/8, \"2001:db8::/32\"]")
            .orElse("[]");
    pseudonym =
        keys.key(
                "pseudonym",
                text(
                    "token",
                    "a letter, then up to 63 letters, digits, dots, dashes or underscores",
                    "[A-Za-z][A-Za-z0-9._-]{0,63}"),
                "The name of this cache in `Via` and `Cache-Status`.")
            .orElse("edge-cache");
  }

  ProxySettings settings(Values values) {
    return new ProxySettings(
        values.get(unknownHost),
        values.get(serverTiming),
        values.get(trustedProxies),
        values.get(pseudonym));
  }
}

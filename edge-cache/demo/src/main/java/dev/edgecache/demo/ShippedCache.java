package dev.edgecache.demo;

import dev.edgecache.EdgeCache;
import dev.edgecache.admin.AdminSettings;
import dev.edgecache.cli.exit.ExitCode;
import dev.edgecache.config.Configuration;
import dev.edgecache.config.PolicyLoadException;
import dev.edgecache.config.sources.SourceSettings;
import dev.edgecache.consistency.session.SigningKey;
import dev.edgecache.demo.prices.EventDelivery;
import dev.edgecache.origin.HealthRule;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.session.SessionSettings;
import dev.edgecache.sources.webhook.WebhookSecret;
import dev.edgecache.sources.webhook.WebhookSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** edge-cache itself, with the policies that it ships for a shop and all else by default. */
final class ShippedCache implements EuropeanCache {

  /** The system property that names the folder of this repository. */
  private static final String HOME = "edgecache.home";

  /** A region that is lost is noticed before somebody asks it. */
  private static final HealthRule HEALTH =
      new HealthRule(
          Optional.of(
              new HealthRule.Check(
                  "/health/ready", Duration.ofSeconds(1), Duration.ofSeconds(2), 2, 3)),
          HealthRule.DEFAULT.slowStart());

  private final EdgeCache server;

  private ShippedCache(EdgeCache server) {
    this.server = server;
  }

  /** Starts it with the policies below the folder that {@code edgecache.home} names. */
  static ShippedCache start(Settings settings) throws NotStartedException {
    return start(settings, Path.of(System.getProperty(HOME, ".")).resolve("policies/shop"));
  }

  static ShippedCache start(Settings settings, Path policies) throws NotStartedException {
    Configuration configuration =
        Configuration.of(
                ListenerSettings.cleartext(settings.address()),
                new AdminSettings(settings.admin(), Optional.empty()),
                policies,
                Configuration.OriginsSettings.of(
                    origin(settings.local()), origin(settings.primary())))
            .withPositions(settings.positions())
            .withSources(Map.of("catalogue", webhook()))
            .withSessions(SessionSettings.of(SigningKey.of(UUID.randomUUID().toString())));
    try {
      return new ShippedCache(EdgeCache.start(configuration));
    } catch (PolicyLoadException e) {
      throw new NotStartedException(ExitCode.USAGE, e.problems());
    } catch (ListenerException | IOException e) {
      String advice = "could not start: " + e.getMessage() + "; --port chooses other ports";
      throw new NotStartedException(ExitCode.NOT_STARTED, List.of(advice));
    }
  }

  private static SourceSettings webhook() {
    return new SourceSettings(
        new SourceSettings.Webhook(
            new WebhookSettings(
                EventDelivery.PATH,
                Optional.empty(),
                List.of(WebhookSecret.of(EventDelivery.SECRET)),
                Optional.empty(),
                WebhookSettings.DEFAULT_WINDOW)),
        Optional.empty());
  }

  private static OriginSettings origin(InetSocketAddress shop) {
    String address = shop.getAddress().getHostAddress() + ":" + shop.getPort();
    return OriginSettings.of(URI.create("http://" + address)).withHealth(HEALTH);
  }

  @Override
  public InetSocketAddress address() {
    return server.addresses().getFirst();
  }

  @Override
  public InetSocketAddress admin() {
    return server.adminAddress().orElseThrow();
  }

  @Override
  public void close() {
    server.close();
  }
}

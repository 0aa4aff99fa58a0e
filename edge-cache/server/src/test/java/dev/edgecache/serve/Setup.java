package dev.edgecache.serve;

import dev.edgecache.fetch.WaitLimits;
import dev.edgecache.origin.OriginSettings;
import dev.edgecache.positions.Positions;
import dev.edgecache.serve.listen.AddressRange;
import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.listen.MessageLimits;
import dev.edgecache.serve.listen.TlsSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** How a test wants its {@link ProxyUnderTest}. A change makes another one. */
final class Setup {

  /** Which origins there are. */
  enum Layout {
    ONE_ORIGIN,
    LOCAL_AND_PRIMARY
  }

  static final Setup PLAIN = new Setup();

  private ProxySettings settings = ProxySettings.DEFAULTS;
  private Optional<URI> origin = Optional.empty();
  private UnaryOperator<OriginSettings> origins = UnaryOperator.identity();
  private MessageLimits messages = MessageLimits.DEFAULTS;
  private ConnectionLimits connections = ConnectionLimits.DEFAULTS;
  private Optional<TlsSettings> tls = Optional.empty();
  private WaitLimits waits = WaitLimits.ofConnections(20_000);
  private Optional<Positions> positions = Optional.empty();
  private Layout layout = Layout.ONE_ORIGIN;
  private Collaborators.InFront inFront = Collaborators.InFront.NOTHING;
  private List<AddressRange> purgers = List.of();

  private Setup() {}

  private Setup changed(Consumer<Setup> change) {
    Setup copy = new Setup();
    copy.settings = settings;
    copy.origin = origin;
    copy.origins = origins;
    copy.messages = messages;
    copy.connections = connections;
    copy.tls = tls;
    copy.waits = waits;
    copy.positions = positions;
    copy.layout = layout;
    copy.inFront = inFront;
    copy.purgers = purgers;
    change.accept(copy);
    return copy;
  }

  Setup withMessages(MessageLimits limits) {
    return changed(copy -> copy.messages = limits);
  }

  Setup withSettings(ProxySettings others) {
    return changed(copy -> copy.settings = others);
  }

  Setup withPurgers(String... ranges) {
    return changed(copy -> copy.purgers = Stream.of(ranges).map(AddressRange::parse).toList());
  }

  Setup withOrigin(URI other) {
    return changed(copy -> copy.origin = Optional.of(other));
  }

  Setup withOrigins(UnaryOperator<OriginSettings> others) {
    return changed(copy -> copy.origins = others);
  }

  Setup withConnections(ConnectionLimits others) {
    return changed(copy -> copy.connections = others);
  }

  Setup withWaits(WaitLimits others) {
    return changed(copy -> copy.waits = others);
  }

  Setup withPrimary() {
    return changed(copy -> copy.layout = Layout.LOCAL_AND_PRIMARY);
  }

  Setup withTls(TlsSettings other) {
    return changed(copy -> copy.tls = Optional.of(other));
  }

  Setup withInFront(Collaborators.InFront other) {
    return changed(copy -> copy.inFront = other);
  }

  Setup withPositions(Positions known) {
    return withPrimary().changed(copy -> copy.positions = Optional.of(known));
  }

  /** How requests are passed on. */
  ProxySettings settings() {
    return settings;
  }

  /** The origin in place of {@link ProxyUnderTest#origin}. */
  Optional<URI> origin() {
    return origin;
  }

  /** What is changed in the settings of the origin. */
  UnaryOperator<OriginSettings> origins() {
    return origins;
  }

  /** The limits of requests. */
  MessageLimits messages() {
    return messages;
  }

  /** The limits of the clients' connections. */
  ConnectionLimits connections() {
    return connections;
  }

  /** TLS on the listener. */
  Optional<TlsSettings> tls() {
    return tls;
  }

  /** How many requests may wait for one another. */
  WaitLimits waits() {
    return waits;
  }

  /** How far the replicas behind the origin have come. */
  Optional<Positions> positions() {
    return positions;
  }

  /** Whether {@link ProxyUnderTest#primary} is an origin of its own. */
  Layout layout() {
    return layout;
  }

  /** The cache between the proxy and browsers. */
  Collaborators.InFront inFront() {
    return inFront;
  }

  /** Who may send PURGE. */
  List<AddressRange> purgers() {
    return purgers;
  }
}

package dev.edgecache.serve;

import dev.edgecache.serve.listen.ConnectionLimits;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.listen.ListenerSettings;
import dev.edgecache.serve.listen.Listeners;
import dev.edgecache.serve.listen.MessageLimits;
import dev.edgecache.serve.listen.TlsSettings;
import io.undertow.server.HttpHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Listeners on free ports of the loopback address, for one handler. */
public record TestServer(Listeners listeners) implements AutoCloseable {
  public static final MessageLimits MESSAGES =
      new MessageLimits(32 * 1024, 100, 8192, OptionalLong.of(1_000_000));
  public static final ConnectionLimits PATIENT = limits(Duration.ofSeconds(10));

  public static ConnectionLimits limits(Duration timeout) {
    return new ConnectionLimits(1000, timeout, timeout, timeout, timeout);
  }

  /** One cleartext listener. */
  public static TestServer cleartext(HttpHandler handler) throws ListenerException {
    return start(handler, Optional.empty());
  }

  /** One TLS listener that speaks HTTP/1.1 and HTTP/2. */
  public static TestServer tls(TestCertificate certificate, HttpHandler handler)
      throws ListenerException {
    return start(handler, Optional.of(certificate.settings()));
  }

  private static TestServer start(HttpHandler handler, Optional<TlsSettings> tls)
      throws ListenerException {
    var settings = new ListenerSettings(loopback(), tls, MESSAGES, PATIENT);
    return new TestServer(Listeners.start(List.of(settings), 1, any -> handler));
  }

  public static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public InetSocketAddress address() {
    return listeners.addresses().getFirst();
  }

  public RawClient connect() throws Exception {
    return RawClient.to(address());
  }

  @Override
  public void close() {
    listeners.close();
  }
}

package dev.edgecache.admin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.edgecache.admin.AdminEndpoint.Access;
import dev.edgecache.admin.AdminRequest.Caller;
import dev.edgecache.admin.AdminRequest.Content;
import dev.edgecache.body.BodyFailure;
import dev.edgecache.body.BodyReceiver;
import dev.edgecache.body.BodySource;
import dev.edgecache.http.Fields;
import dev.edgecache.policy.path.PercentEncoding;
import dev.edgecache.serve.listen.ListenerException;
import dev.edgecache.serve.wire.ClientRequestBody;
import dev.edgecache.serve.wire.ConnectionEnd;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;

/** The HTTP server of the admin port. */
public final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final int MAX_BODY_BYTES = 1024 * 1024;

  /** What is too long is read so far, since a client hears an answer only after it has sent all. */
  private static final long MOST_READ_BYTES = 16L * MAX_BODY_BYTES;

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int IDLE_MILLIS = (int) IDLE.toMillis();
  private static final int LINGER_MILLIS = 5_000;
  private static final HttpString SNIFFING = new HttpString("X-Content-Type-Options");

  private final AdminGuard guard;
  private final Duration drain;
  private volatile boolean closing;
  private final Map<String, Map<String, AdminEndpoint>> endpoints = new LinkedHashMap<>();

  /** The requests under way, and one party more until this closes. */
  private final Phaser underWay = new Phaser(1);

  /** One thread for each answer, so that none waits for another one, such as for a slow disk. */
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();

  private final Undertow undertow;

  private AdminServer(AdminSettings settings, List<AdminEndpoint> endpoints, Duration drain)
      throws ListenerException {
    this.guard = new AdminGuard(settings);
    this.drain = drain;
    for (AdminEndpoint endpoint : endpoints) {
      add(endpoint);
    }
    this.undertow =
        listening(settings)
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD_BYTES)
            // Bodies are counted as they are read.
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setSocketOption(Options.READ_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, IDLE_MILLIS)
            .setHandler(this::handleCounted)
            .build();
  }

  private static Undertow.Builder listening(AdminSettings settings) throws ListenerException {
    int port = settings.address().getPort();
    String host = settings.address().getAddress().getHostAddress();
    if (settings.tls().isEmpty()) {
      return Undertow.builder().addHttpListener(port, host);
    }
    AdminTls tls = settings.tls().get();
    return Undertow.builder()
        .addHttpsListener(port, host, tls.context())
        .setSocketOption(
            Options.SSL_ENABLED_PROTOCOLS, Sequence.of(tls.server().minimum().andNewer()))
        .setSocketOption(
            Options.SSL_CLIENT_AUTH_MODE,
            tls.clientAuthorities().isPresent()
                ? SslClientAuthMode.REQUESTED
                : SslClientAuthMode.NOT_REQUESTED);
  }

  /**
   * Starts to listen.
   *
   * @param drain how long answers under way may take to finish when it is closed
   * @throws BindException if the address can't be bound; the message names it
   * @throws ListenerException if its key or certificates can't be used
   */
  public static AdminServer start(
      AdminSettings settings, List<AdminEndpoint> endpoints, Duration drain)
      throws BindException, ListenerException {
    AdminServer server = new AdminServer(settings, endpoints, drain);
    try {
      server.undertow.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof BindException cause) {
        throw named(settings.address(), cause);
      }
      throw e;
    }
    return server;
  }

  private static BindException named(InetSocketAddress address, BindException cause) {
    BindException named =
        new BindException(
            "admin: can't listen at "
                + address.getHostString()
                + ":"
                + address.getPort()
                + ": "
                + cause.getMessage());
    named.initCause(cause);
    return named;
  }

  /** The address at which it listens, with the port that was bound. */
  public InetSocketAddress address() {
    return (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
  }

  /** Lets answers under way finish within the time for that; whoever asks meanwhile gets 503. */
  @Override
  public void close() {
    closing = true;
    try {
      underWay.awaitAdvanceInterruptibly(
          underWay.arriveAndDeregister(), drain.toMillis(), MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("Requests to the admin port were cut off after {} s", drain.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(IoUtils::safeClose);
    undertow.stop();
    workers.shutdown();
  }

  private void add(AdminEndpoint endpoint) {
    @Nullable AdminEndpoint before =
        endpoints
            .computeIfAbsent(endpoint.path(), _ -> new LinkedHashMap<>())
            .putIfAbsent(endpoint.method(), endpoint);
    if (before != null) {
      throw new IllegalArgumentException(
          "endpoints: two of " + endpoint.method() + " " + endpoint.path() + " (expected: one)");
    }
  }

  /** Counts a request until its last byte is sent, and its connection closed if it is the last. */
  private void handleCounted(HttpServerExchange exchange) {
    boolean open = underWay.register() >= 0 && !closing;
    if (connections.add(exchange.getConnection())) {
      exchange.getConnection().addCloseListener(connections::remove);
    }
    exchange.addExchangeCompleteListener(
        (_, next) -> {
          try {
            next.proceed();
          } finally {
            underWay.arriveAndDeregister();
          }
        });
    if (open) {
      handle(exchange);
    } else {
      exchange.setPersistent(false);
      send(AdminAnswer.problem(503, "Closing", "This server is about to end."), exchange);
    }
  }

  private void handle(HttpServerExchange exchange) {
    Aim aim =
        guard
            .refusal(exchange.getRequestHeaders())
            .<Aim>map(Aim.Refused::new)
            .orElseGet(() -> aim(exchange));
    switch (aim) {
      case Aim.Refused(var answer) -> send(answer, exchange);
      case Aim.At at -> {
        Reading reading = new Reading(at, exchange, ClientRequestBody.of(exchange, IDLE));
        exchange.dispatch(SameThreadExecutor.INSTANCE, reading::next);
      }
    }
  }

  /** The reading of what comes with a request, which holds no thread while it does not come. */
  private final class Reading implements BodyReceiver {

    private final Aim.At at;
    private final HttpServerExchange exchange;
    private final BodySource body;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long received;

    private Reading(Aim.At at, HttpServerExchange exchange, BodySource body) {
      this.at = at;
      this.exchange = exchange;
      this.body = body;
    }

    private void next() {
      body.next(this);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
      received += bytes.remaining();
      if (received > MOST_READ_BYTES) {
        ConnectionEnd.abort(exchange);
        return;
      }
      if (received <= MAX_BODY_BYTES) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.duplicate().get(piece);
        content.writeBytes(piece);
      }
      next();
    }

    @Override
    public void end(Fields trailers) {
      if (received > MAX_BODY_BYTES) {
        send(tooLarge(), exchange);
        return;
      }
      AdminRequest request = request(at, exchange, content.toByteArray());
      workers.execute(
          () -> {
            AdminAnswer answer = answer(at.endpoint(), request);
            exchange.getIoThread().execute(() -> send(answer, exchange));
          });
    }

    @Override
    public void failed(BodyFailure cause) {
      LOG.debug("A client of the admin port left: {}", cause.detail());
      ConnectionEnd.abort(exchange);
    }
  }

  /** What a request is for. */
  private sealed interface Aim {

    /** An endpoint that the caller may ask. */
    record At(AdminEndpoint endpoint, Caller caller, String item) implements Aim {}

    /** None, as the answer says; what comes with the request is not read. */
    record Refused(AdminAnswer answer) implements Aim {}
  }

  private Aim aim(HttpServerExchange exchange) {
    Caller caller = guard.caller(exchange);
    String path = exchange.getRequestURI();
    int last = path.lastIndexOf('/') + 1;
    boolean known = endpoints.containsKey(path);
    @Nullable Map<String, AdminEndpoint> byMethod =
        endpoints.get(known ? path : path.substring(0, last) + AdminEndpoint.ITEM);
    if (byMethod == null) {
      return new Aim.Refused(caller == Caller.OPERATOR ? notFound() : unauthorised());
    }
    String method = exchange.getRequestMethod().toString();
    @Nullable AdminEndpoint endpoint = byMethod.get(method.equals("HEAD") ? "GET" : method);
    if (endpoint == null) {
      return new Aim.Refused(methodNotAllowed(method, byMethod));
    }
    if (endpoint.access() == Access.OPERATORS && caller == Caller.ANYBODY) {
      return new Aim.Refused(unauthorised());
    }
    if (exchange.getRequestContentLength() > MAX_BODY_BYTES) {
      return new Aim.Refused(tooLarge());
    }
    return new Aim.At(endpoint, caller, known ? "" : PercentEncoding.decode(path.substring(last)));
  }

  private static AdminAnswer tooLarge() {
    return AdminAnswer.problem(
        413, "Too large", "content: expected: " + MAX_BODY_BYTES + " bytes at most");
  }

  private static AdminAnswer answer(AdminEndpoint endpoint, AdminRequest request) {
    try {
      return endpoint.answer().apply(request);
    } catch (RuntimeException e) {
      LOG.error("{} {} of the admin port failed", endpoint.method(), endpoint.path(), e);
      return AdminAnswer.problem(500, "Internal error", "The log of this server says more.");
    }
  }

  private static AdminRequest request(Aim.At at, HttpServerExchange exchange, byte[] content) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    exchange
        .getQueryParameters()
        .forEach((name, values) -> query.put(name, new ArrayList<>(values)));
    return new AdminRequest(
        query,
        field(exchange, Headers.ACCEPT),
        at.caller(),
        at.item(),
        new Content(field(exchange, Headers.CONTENT_TYPE), content));
  }

  private static String field(HttpServerExchange exchange, HttpString name) {
    @Nullable String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private AdminAnswer notFound() {
    return AdminAnswer.problem(
        404, "Not found", "Known paths: " + String.join(", ", endpoints.keySet()));
  }

  private static AdminAnswer unauthorised() {
    return AdminAnswer.problem(
            401,
            "Token needed",
            "Send the admin token as: Authorization: Bearer TOKEN; or a certificate, where the"
                + " server believes some")
        .with("WWW-Authenticate", "Bearer realm=\"edge-cache admin\"");
  }

  private static AdminAnswer methodNotAllowed(String method, Map<String, AdminEndpoint> byMethod) {
    TreeSet<String> allowed = new TreeSet<>(byMethod.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String list = String.join(", ", allowed);
    return AdminAnswer.problem(
            405, "Method not allowed", "method: " + method + " (expected: " + list + ")")
        .with("Allow", list);
  }

  private static void closeUnlessComplete(HttpServerExchange exchange) {
    if (!exchange.isComplete()) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  private static void send(AdminAnswer answer, HttpServerExchange exchange) {
    if (!exchange.isRequestComplete()) {
      // What is on its way is dropped, but not for ever.
      exchange
          .getIoThread()
          .executeAfter(() -> closeUnlessComplete(exchange), LINGER_MILLIS, MILLISECONDS);
    }
    exchange.setStatusCode(answer.status());
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, answer.contentType())
        .put(Headers.CACHE_CONTROL, "no-store")
        .put(SNIFFING, "nosniff");
    answer
        .fields()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseSender().send(answer.body());
  }
}

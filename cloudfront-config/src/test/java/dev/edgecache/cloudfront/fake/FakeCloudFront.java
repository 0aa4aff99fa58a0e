package dev.edgecache.cloudfront.fake;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.URI;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** A fake CloudFront at a port of this machine. */
public final class FakeCloudFront implements AutoCloseable {

  private final FakeAccount account;
  private final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final WireMockServer server;

  /** What goes wrong with a request. */
  public enum Trouble {
    /** It is done, and the answer does not arrive. */
    LOST_ANSWER,
    /** It does not arrive. */
    LOST_REQUEST,
    /** 500, and nothing is done. */
    INTERNAL_ERROR,
    /** 503, and nothing is done. */
    UNAVAILABLE,
    /** 400 Throttling. */
    THROTTLED,
    /** 400 TooManyInvalidationsInProgress. */
    TOO_MANY,
    /** 403 AccessDenied. */
    DENIED
  }

  private FakeCloudFront(FakeAccount account) {
    this.account = account;
    this.server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .extensions(new Answers()));
  }

  /** Starts one for an account. */
  public static FakeCloudFront start(FakeAccount account) {
    FakeCloudFront fake = new FakeCloudFront(account);
    fake.server.start();
    fake.server.stubFor(any(anyUrl()));
    return fake;
  }

  /** Where it is. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** The account that it answers for. */
  public FakeAccount account() {
    return account;
  }

  /** Has the next requests go wrong, one after the other. */
  public void next(Trouble... those) {
    troubles.addAll(List.of(those));
  }

  /** How many requests came. */
  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Answers by the account instead of by stubs. */
  private final class Answers implements ResponseDefinitionTransformerV2 {

    @Override
    public String getName() {
      return "cloudfront";
    }

    @Override
    public boolean applyGlobally() {
      return true;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      Request request = event.getRequest();
      requests.incrementAndGet();
      return switch (troubles.poll()) {
        case null -> definition(answer(request));
        case LOST_ANSWER -> {
          answer(request);
          yield reset();
        }
        case LOST_REQUEST -> reset();
        case INTERNAL_ERROR -> definition(FakeAnswer.error(500, "InternalError", "told so"));
        case UNAVAILABLE -> definition(FakeAnswer.error(503, "ServiceUnavailable", "told so"));
        case THROTTLED -> definition(FakeAnswer.error(400, "Throttling", "Rate exceeded"));
        case TOO_MANY ->
            definition(FakeAnswer.error(400, "TooManyInvalidationsInProgress", "told so"));
        case DENIED -> definition(FakeAnswer.error(403, "AccessDenied", "told so"));
      };
    }

    private FakeAnswer answer(Request request) {
      String url = request.getUrl();
      int query = url.indexOf('?');
      return account.answer(
          request.getMethod().getName(),
          query < 0 ? url : url.substring(0, query),
          Optional.ofNullable(request.getHeader("If-Match")),
          request.getBodyAsString());
    }

    private static ResponseDefinition reset() {
      return new ResponseDefinitionBuilder().withFault(Fault.CONNECTION_RESET_BY_PEER).build();
    }

    private static ResponseDefinition definition(FakeAnswer answer) {
      ResponseDefinitionBuilder built =
          new ResponseDefinitionBuilder()
              .withStatus(answer.status())
              .withHeader("Content-Type", "text/xml")
              .withBody(answer.body());
      answer.fields().forEach(built::withHeader);
      return built.build();
    }
  }
}

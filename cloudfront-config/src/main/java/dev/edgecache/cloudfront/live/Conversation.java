package dev.edgecache.cloudfront.live;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionConfigRequest;

/** The configuration of a distribution as CloudFront sent it, before the SDK reads it. */
final class Conversation implements ExecutionInterceptor {

  private volatile String received = "";

  /** The latest configuration that was received, as XML. */
  String received() {
    return received;
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    if (!(context.request() instanceof GetDistributionConfigRequest)
        || context.responseBody().isEmpty()) {
      return context.responseBody();
    }
    try (InputStream body = context.responseBody().get()) {
      byte[] content = body.readAllBytes();
      received = new String(content, StandardCharsets.UTF_8);
      return Optional.of(new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the SDK would send, held back before it is signed. */
  static final class HeldBack implements ExecutionInterceptor {

    private volatile Optional<String> content = Optional.empty();

    /** The end of every call. */
    static final class End extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    Optional<String> content() {
      return content;
    }

    @Override
    public void afterMarshalling(Context.AfterMarshalling context, ExecutionAttributes attributes) {
      content = context.requestBody().map(HeldBack::text);
      throw new End();
    }

    private static String text(RequestBody body) {
      try (InputStream content = body.contentStreamProvider().newStream()) {
        return new String(content.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

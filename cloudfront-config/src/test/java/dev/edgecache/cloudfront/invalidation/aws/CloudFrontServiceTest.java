package dev.edgecache.cloudfront.invalidation.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.cloudfront.fake.FakeAccount;
import dev.edgecache.cloudfront.fake.FakeCloudFront;
import dev.edgecache.cloudfront.fake.FakeCloudFront.Trouble;
import dev.edgecache.cloudfront.fake.FakeLimits;
import dev.edgecache.cloudfront.invalidation.Destination;
import dev.edgecache.cloudfront.invalidation.Item;
import dev.edgecache.cloudfront.invalidation.TagHeader;
import dev.edgecache.cloudfront.invalidation.schedule.Asked;
import dev.edgecache.cloudfront.invalidation.schedule.Batch;
import dev.edgecache.cloudfront.invalidation.schedule.Created;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the SDK sends, and what its answers mean. */
class CloudFrontServiceTest {

  private static final Destination SHOP = new Destination.Distribution("ESHOP");
  private static final Destination TENANT = new Destination.Tenant("dt_1");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-04-10T12:00:00Z"));
  private final FakeCloudFront fake =
      FakeCloudFront.start(
          new FakeAccount(FakeLimits.DOCUMENTED.withBatch(3), now::get)
              .distribution("ESHOP", Optional.of("Edge-Cache-Tag"))
              .distribution("EPLAIN", Optional.empty())
              .tenant("dt_1", "ESHOP"));
  private final CloudFrontService service = CloudFrontService.connect(Optional.of(fake.endpoint()));

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterAll
  static void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void rested() {
    now.set(now().plusSeconds(60));
  }

  @AfterEach
  void stop() {
    service.close();
    fake.close();
  }

  private Instant now() {
    return Objects.requireNonNull(now.get());
  }

  @Test
  @DisplayName("Tags, paths and wildcards arrive as they are meant")
  void items() {
    Created created = service.create(batch("one", "#Product:1", "/a b?x=<1>&y", "/c/*"));
    assertThat(created).isEqualTo(new Created.Accepted("I1"));
    assertThat(fake.account().invalidations().getFirst().items())
        .containsExactly("#product:1", "/a%20b?x=%3C1%3E&y", "/c/*");
    assertThat(service.ask(SHOP, "I1")).isEqualTo(new Asked.InProgress());
    now.set(now().plusSeconds(5));
    assertThat(service.ask(SHOP, "I1")).isEqualTo(new Asked.Completed());
    assertThat(service.ask(SHOP, "I7")).isEqualTo(new Asked.Unknown());
  }

  @Test
  void tenantsHaveTheirOwnCalls() {
    Batch toTenant =
        new Batch(
            "one", TENANT, List.of(new Item.Tag("a")), List.of(), now(), new Batch.State.Formed());
    assertThat(service.create(toTenant)).isEqualTo(new Created.Accepted("I1"));
    assertThat(fake.account().invalidations().getFirst().place())
        .isEqualTo("distribution-tenant/dt_1");
    assertThat(service.ask(TENANT, "I1")).isEqualTo(new Asked.InProgress());
  }

  @Test
  @DisplayName("CF-3: the answer is lost after acceptance; the SDK's repetition finds the old one")
  void lostAnswer() {
    fake.next(Trouble.LOST_ANSWER);
    assertThat(service.create(batch("one", "#a"))).isEqualTo(new Created.Accepted("I1"));
    assertThat(fake.account().invalidations()).hasSize(1);
    assertThat(service.create(batch("one", "#b"))).isEqualTo(new Created.ReferenceInUse());
  }

  @Test
  @DisplayName("CF-3: each refusal is told from the others; only some are repeated by the SDK")
  void refusals() {
    assertThat(service.create(batch("one", "#a", "#b", "#c", "#d")))
        .isEqualTo(new Created.TooLarge());
    assertThat(fake.requests()).isEqualTo(1);
    fake.next(Trouble.TOO_MANY);
    assertThat(service.create(batch("two", "#a"))).isEqualTo(new Created.TooManyInProgress());
    assertThat(fake.requests()).isEqualTo(2);
    fake.next(Trouble.DENIED);
    assertThat(service.create(batch("three", "#a")))
        .isEqualTo(new Created.NotNow("AccessDenied: told so"));
    assertThat(service.create(batch("four", "#not*taken")))
        .isInstanceOfSatisfying(
            Created.Malformed.class, said -> assertThat(said.reason()).contains("InvalidArgument"));
    fake.next(Trouble.INTERNAL_ERROR, Trouble.UNAVAILABLE);
    assertThat(service.create(batch("five", "#a"))).isEqualTo(new Created.Accepted("I1"));
    assertThat(fake.requests()).isEqualTo(7);
  }

  @Test
  void nobodyThereIsNoAnswer() {
    fake.close();
    assertThat(service.create(batch("one", "#a"))).isInstanceOf(Created.Unanswered.class);
    assertThat(service.ask(SHOP, "I1")).isInstanceOf(Asked.Unanswered.class);
    assertThat(service.tagHeader(SHOP)).isInstanceOf(TagHeader.Unread.class);
  }

  @Test
  @DisplayName("CF-7: whether a distribution reads our tag header is known before tags are sent")
  void tagHeader() {
    assertThat(service.tagHeader(SHOP)).isEqualTo(new TagHeader.Named("Edge-Cache-Tag"));
    assertThat(service.tagHeader(TENANT)).isEqualTo(new TagHeader.Named("Edge-Cache-Tag"));
    assertThat(service.tagHeader(new Destination.Distribution("EPLAIN")))
        .isEqualTo(new TagHeader.None());
    assertThat(service.tagHeader(new Destination.Distribution("EGONE")))
        .isInstanceOf(TagHeader.Unread.class);
  }

  private Batch batch(String reference, String... items) {
    return new Batch(
        reference,
        SHOP,
        Stream.of(items).map(Item::parse).toList(),
        List.of(),
        now(),
        new Batch.State.Formed());
  }
}

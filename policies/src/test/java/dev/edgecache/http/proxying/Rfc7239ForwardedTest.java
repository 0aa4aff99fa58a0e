package dev.edgecache.http.proxying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgecache.http.Fields;
import java.net.InetAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7239: Forwarded, and the X-Forwarded fields")
class Rfc7239ForwardedTest {

  private static final Forwarded IPV4 =
      new Forwarded(InetAddress.ofLiteral("192.0.2.43"), "https", "shop.example");
  private static final Forwarded IPV6 =
      new Forwarded(InetAddress.ofLiteral("2001:db8::17"), "http", "shop.example:8080");

  @Test
  @DisplayName("the first proxy tells client, host and scheme")
  void first() {
    assertThat(IPV4.appendedTo(Fields.EMPTY))
        .isEqualTo(
            Fields.of(
                "Forwarded", "for=192.0.2.43;host=shop.example;proto=https",
                "X-Forwarded-For", "192.0.2.43",
                "X-Forwarded-Proto", "https",
                "X-Forwarded-Host", "shop.example"));
  }

  @Test
  @DisplayName("MUST: what is no token is quoted, an IPv6 address is bracketed (§4, §6)")
  void quoted() {
    Fields fields = IPV6.appendedTo(Fields.EMPTY);
    assertThat(fields.first("Forwarded"))
        .isEqualTo("for=\"[2001:db8:0:0:0:0:0:17]\";host=\"shop.example:8080\";proto=http");
    assertThat(fields.first("X-Forwarded-For")).isEqualTo("2001:db8:0:0:0:0:0:17");
  }

  @Test
  @DisplayName("behind a trusted peer the hop comes last, scheme and host stay the first ones")
  void appended() {
    Fields before =
        Fields.of(
            "Forwarded", "for=198.51.100.1",
            "X-Forwarded-For", "198.51.100.1",
            "X-Forwarded-Proto", "http",
            "X-Forwarded-Host", "first.example");
    Fields after = IPV4.appendedTo(before);
    assertThat(after.combined("Forwarded"))
        .isEqualTo("for=198.51.100.1, for=192.0.2.43;host=shop.example;proto=https");
    assertThat(after.all("X-Forwarded-For")).containsExactly("198.51.100.1, 192.0.2.43");
    assertThat(after.all("X-Forwarded-Proto")).containsExactly("http");
    assertThat(after.all("X-Forwarded-Host")).containsExactly("first.example");
  }

  @Test
  @DisplayName("SEC-1 what an untrusted peer says is replaced")
  void replaced() {
    Fields before =
        Fields.of("x-forwarded-host", "evil.example", "X-Forwarded-For", "1.1.1.1", "A", "b");
    assertThat(IPV4.replacedIn(before)).isEqualTo(IPV4.appendedTo(Fields.of("A", "b")));
  }
}

package dev.edgecache.serve.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,     10.255.0.1,  true",
    "10.0.0.0/8,     11.0.0.0,    false",
    "10.128.0.0/9,   10.128.0.1,  true",
    "10.128.0.0/9,   10.127.0.1,  false",
    "192.168.1.7,    192.168.1.7, true",
    "192.168.1.7,    192.168.1.6, false",
    "0.0.0.0/0,      203.0.113.9, true",
    "0.0.0.0/0,      2001:db8::1, false",
    "2001:db8::/33,  2001:db8:7fff::1, true",
    "2001:db8::/33,  2001:db8:8000::1, false"
  })
  void includesTheAddressesThatBeginWithItsBits(String range, String address, boolean included) {
    assertThat(AddressRange.parse(range).includes(InetAddress.ofLiteral(address)))
        .isEqualTo(included);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "host.example"})
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value: " + text + " (expected: an IP address or a range such as 10.0.0.0/8)");
  }
}

package dev.jobgrid.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AddressRangeTest {
    @Test
    void aRangeHoldsWhatBeginsAlike() {
        AddressRange range = AddressRange.parse("10.1.0.0/16");

        assertThat(range.contains("10.1.255.3")).isTrue();
        assertThat(range.contains("10.2.0.1")).isFalse();
        assertThat(AddressRange.parse("0.0.0.0/0").contains("203.0.113.9")).isTrue();
        assertThat(AddressRange.parse("fd00::/8").contains("fd12::1")).isTrue();
        assertThat(AddressRange.parse("fd00::/8").contains("10.1.0.1")).isFalse();
    }

    @Test
    void anAddressWrittenAsTheOtherKindIsTheSame() {
        assertThat(AddressRange.parse("127.0.0.1").contains("::ffff:127.0.0.1")).isTrue();
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        assertThat(AddressRange.parse("127.0.0.0/8").contains(mapped)).isTrue();
    }

    @Test
    void aHostNameIsNoAddress() {
        assertThat(AddressRange.parse("127.0.0.1").contains("localhost")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.parse("localhost/8"))
                .withMessageContaining("'localhost' is not an IP address");
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse("10.0.0.0/33"));
    }

    @Test
    void aRangeReadsBackFromItsText() {
        for (String text : new String[] {"10.1.0.0/16", "0.0.0.0/0", "127.0.0.1", "fd00:0:0:0:0:0:0:0/8"}) {
            assertThat(AddressRange.parse(text)).hasToString(text);
        }
    }

    @Test
    void aPeersAddressMayStandInBracketsAndNameItsZone() {
        AddressRange loopback = AddressRange.parse("::1");
        for (String peer : new String[] {"::1", "[::1]", "[0:0:0:0:0:0:0:1]", "0:0:0:0:0:0:0:1%lo", "[::1%1]"}) {
            assertThat(loopback.contains(peer)).as(peer).isTrue();
        }
        assertThat(AddressRange.parse("fe80::/10").contains("[fe80:0:0:0:fc:ff:fe00:1%eth0]"))
                .isTrue();
        for (String other :
                new String[] {"[::2]", "[]", "[127.0.0.1]", "127.0.0.1%1", "[::1", "::1]", "[[::1]]", "::1%"}) {
            assertThat(loopback.contains(other)).as(other).isFalse();
            assertThat(AddressRange.parse("127.0.0.1").contains(other))
                    .as(other)
                    .isFalse();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse("[::1]"));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse("fe80::1%eth0"));
    }
}

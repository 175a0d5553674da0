package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8", "192.168.1.7", "fd00::/9", "::1");

    @Test
    void addressesAreTrustedByRange() {
        assertThat(proxies.trusts("10.255.0.1")).isTrue();
        assertThat(proxies.trusts("11.0.0.1")).isFalse();
        assertThat(proxies.trusts("192.168.1.7")).isTrue();
        assertThat(proxies.trusts("192.168.1.8")).isFalse();
        assertThat(proxies.trusts("fd7f::1")).isTrue();
        assertThat(proxies.trusts("fd80::1")).isFalse();
        assertThat(proxies.trusts("0:0:0:0:0:0:0:1")).isTrue();
        assertThat(proxies.trusts("proxy.example.com")).isFalse();
        assertThat(TrustedProxies.of("0.0.0.0/0").trusts("1.2.3.4")).isTrue();
        assertThat(TrustedProxies.NONE.trusts("127.0.0.1")).isFalse();
    }

    @Test
    void onlyAddressesAndRangesAreTaken() {
        for (String range :
                new String[] {"localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::1/129", "", "1.2.3", "1.2.3.999"
                }) {
            assertThatIllegalArgumentException()
                    .as(range)
                    .isThrownBy(() -> TrustedProxies.of(range))
                    .withMessageContaining("is not");
        }
    }
}

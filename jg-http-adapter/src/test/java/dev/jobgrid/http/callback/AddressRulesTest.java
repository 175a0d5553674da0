package dev.jobgrid.http.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressRulesTest {
    private static final AddressRules STRICT = new AddressRules(List.of(), false);

    @Test
    void itCanBeToldBeforehandThatThisMachineIsRefused() {
        for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
            assertThat(STRICT.refusesThisMachine(host)).isTrue();
            assertThat(new AddressRules(List.of(), true).refusesThisMachine(host))
                    .isFalse();
            assertThat(new AddressRules(List.of(AddressRange.parse("127.0.0.0/8")), false).refusesThisMachine(host))
                    .isFalse();
        }
        assertThat(STRICT.refusesThisMachine("example.com")).isFalse();
    }

    private static boolean allows(AddressRules rules, String host, String address) throws UnknownHostException {
        return rules.allows(host, InetAddress.getByName(address));
    }

    @Test
    void whatOnlyThisMachineCanReachIsClosed() throws Exception {
        for (String address : List.of(
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2001:db8::1",
                "2001::1",
                "2002:7f00:1::",
                "100::1")) {
            assertThat(allows(STRICT, "example.com", address)).as(address).isFalse();
        }
    }

    @Test
    void thePublicInternetIsOpen() throws Exception {
        for (String address : List.of(
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::808:808",
                "::ffff:8.8.8.8")) {
            assertThat(allows(STRICT, "example.com", address)).as(address).isTrue();
        }
    }

    @Test
    void thisMachineIsOpenToDevelopersByItsOwnNamesOnly() throws Exception {
        AddressRules developing = new AddressRules(List.of(), true);

        assertThat(allows(developing, "localhost", "127.0.0.1")).isTrue();
        assertThat(allows(developing, "[::1]", "::1")).isTrue();
        assertThat(allows(developing, "evil.example", "127.0.0.1")).isFalse();
        assertThat(allows(developing, "localhost", "169.254.169.254")).isFalse();
        assertThat(allows(STRICT, "localhost", "127.0.0.1")).isFalse();
    }

    @Test
    void anEmbedderOpensWhatItNames() throws Exception {
        AddressRules rules = new AddressRules(List.of(AddressRange.parse("10.1.0.0/16")), false);

        assertThat(allows(rules, "hooks.internal", "10.1.2.3")).isTrue();
        assertThat(allows(rules, "hooks.internal", "10.2.2.3")).isFalse();
    }
}

package dev.jobgrid.http.callback;

import dev.jobgrid.auth.AddressRange;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Allowed destinations of callbacks: public internet addresses, and those added by the embedder. A client that names a
 * receiver must not reach internal hosts (SSRF). Immutable.
 *
 * @param allowed additionally allowed ranges
 * @param developmentMode whether a receiver named localhost, 127.0.0.1 or [::1] may be this machine
 */
record AddressRules(List<AddressRange> allowed, boolean developmentMode) {
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private static final List<AddressRange> LOOPBACK = ranges("127.0.0.0/8", "::1");

    // This network, private, shared (carrier-grade NAT), loopback, link-local with the clouds' metadata, protocol
    // assignments, documentation, 6to4 relays, benchmarks, multicast and reserved; and Azure's metadata.
    private static final List<AddressRange> CLOSED_V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16");

    // For IPv6 only the global unicast range is allowed, without tunnels (Teredo, 6to4) and documentation.
    private static final AddressRange OPEN_V6 = AddressRange.parse("2000::/3");
    private static final List<AddressRange> CLOSED_V6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** A translated IPv4 address: allowed if the one in its last four bytes is. */
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

    AddressRules {
        allowed = List.copyOf(allowed);
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }

    /** Whether nothing is sent to this machine by one of its own names. */
    boolean refusesThisMachine(String host) {
        return LOCAL_NAMES.contains(host)
                && !developmentMode
                && allowed.stream().noneMatch(range -> range.contains("127.0.0.1") || range.contains("::1"));
    }

    boolean allows(String host, InetAddress address) {
        byte[] bytes = address.getAddress();
        return isIn(allowed, bytes)
                || developmentMode && LOCAL_NAMES.contains(host) && isIn(LOOPBACK, bytes)
                || isPublic(bytes);
    }

    private static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return !isIn(CLOSED_V4, address);
        }
        if (NAT64.contains(address)) {
            return isPublic(Arrays.copyOfRange(address, 12, 16));
        }
        return OPEN_V6.contains(address) && !isIn(CLOSED_V6, address);
    }

    private static boolean isIn(List<AddressRange> ranges, byte[] address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}

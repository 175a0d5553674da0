package dev.jobgrid.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Proxies whose {@code X-Forwarded-Proto} and {@code X-Forwarded-Host} are believed. Immutable. */
public final class TrustedProxies {
    /** Nobody is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    // Only what cannot be a host's name: reading an address must never ask a name server.
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final List<Range> ranges;

    private TrustedProxies(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Proxies by address.
     *
     * @param ranges addresses ("10.0.0.7", "::1") or ranges of them ("10.0.0.0/8")
     * @throws IllegalArgumentException if one is neither
     */
    public static TrustedProxies of(String... ranges) {
        return new TrustedProxies(Arrays.stream(ranges).map(Range::parse).toList());
    }

    boolean trusts(String remoteAddress) {
        if (ranges.isEmpty() || !LITERAL.matcher(remoteAddress).matches()) {
            return false;
        }
        byte[] address = bytes(remoteAddress);
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static byte[] bytes(String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("'" + literal + "' is not an IP address");
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + literal + "' is not an IP address", e);
        }
    }

    private record Range(byte[] network, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte[] network = TrustedProxies.bytes(slash < 0 ? text : text.substring(0, slash));
            String prefix = slash < 0 ? "" + network.length * 8 : text.substring(slash + 1);
            if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > network.length * 8) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a range: after the '/' comes 0 to " + network.length * 8);
            }
            return new Range(network, Integer.parseInt(prefix));
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> bit % 8;
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}

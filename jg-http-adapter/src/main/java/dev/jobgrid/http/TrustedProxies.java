package dev.jobgrid.http;

import java.math.BigInteger;
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

    /**
     * Addresses whose first bits are the same.
     *
     * @param prefix those bits
     * @param rest how many bits follow
     * @param length bytes of an address: 4 or 16
     */
    private record Range(BigInteger prefix, int rest, int length) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            byte[] address = TrustedProxies.bytes(slash < 0 ? text : text.substring(0, slash));
            int most = address.length * 8;
            String bits = slash < 0 ? "" + most : text.substring(slash + 1);
            if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
                throw new IllegalArgumentException("'" + text + "' is not a range: after the '/' comes 0 to " + most);
            }
            int rest = most - Integer.parseInt(bits);
            return new Range(new BigInteger(1, address).shiftRight(rest), rest, address.length);
        }

        boolean contains(byte[] address) {
            return address.length == length
                    && new BigInteger(1, address).shiftRight(rest).equals(prefix);
        }
    }
}

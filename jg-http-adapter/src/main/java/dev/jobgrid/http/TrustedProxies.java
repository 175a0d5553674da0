package dev.jobgrid.http;

import dev.jobgrid.auth.AddressRange;
import java.util.Arrays;
import java.util.List;

/** Proxies whose forwarding headers, such as {@code X-Forwarded-Proto}, are trusted. Immutable. */
public final class TrustedProxies {
    /** No proxy is trusted. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Proxies by address.
     *
     * @param ranges addresses ("10.0.0.7", "::1") or ranges of them ("10.0.0.0/8")
     * @throws IllegalArgumentException if one is neither
     */
    public static TrustedProxies of(String... ranges) {
        return new TrustedProxies(Arrays.stream(ranges).map(AddressRange::parse).toList());
    }

    /** Whether the forwarding headers of a peer at this address are trusted. */
    public boolean trusts(String remoteAddress) {
        return ranges.stream().anyMatch(range -> range.contains(remoteAddress));
    }
}

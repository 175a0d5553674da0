package dev.jobgrid.http;

import dev.jobgrid.errors.SettingCheck;
import java.time.Duration;

/**
 * Limits of requests, connections and signed URLs.
 *
 * @param uploadBytes the largest file in a PUT, in bytes; the smaller of this and the grid's own limit applies
 * @param urlLifetime the lifetime of a download URL, 1 second to 7 days
 * @param liveReaders the maximum number of clients that read live logs at a time
 * @param connectionsPerAddress the maximum number of connections of one address, of IPv6 one /64, to the standalone
 *     server; further ones are closed. Trusted proxies have no limit
 */
public record HttpLimits(long uploadBytes, Duration urlLifetime, int liveReaders, int connectionsPerAddress) {
    /** As published: 5 GiB, 15 minutes; 5,000 readers; and 1,024 connections of an address. */
    public static final HttpLimits DEFAULT = new HttpLimits(5L << 30, Duration.ofMinutes(15), 5000, 1024);

    /** With as many connections of an address as by default. */
    public HttpLimits(long uploadBytes, Duration urlLifetime, int liveReaders) {
        this(uploadBytes, urlLifetime, liveReaders, DEFAULT.connectionsPerAddress());
    }

    /** With as many live readers and connections of an address as by default. */
    public HttpLimits(long uploadBytes, Duration urlLifetime) {
        this(uploadBytes, urlLifetime, DEFAULT.liveReaders());
    }

    /** A copy with another number of connections of an address. */
    public HttpLimits withConnectionsPerAddress(int connections) {
        return new HttpLimits(uploadBytes, urlLifetime, liveReaders, connections);
    }

    /** Checks the bounds. */
    public HttpLimits {
        if (uploadBytes < 1) {
            throw new IllegalArgumentException("uploadBytes must be 1 or more, not " + uploadBytes);
        }
        if (liveReaders < 0) {
            throw new IllegalArgumentException("liveReaders must be 0 or more, not " + liveReaders);
        }
        if (connectionsPerAddress < 1) {
            throw new IllegalArgumentException("connectionsPerAddress must be 1 or more, not " + connectionsPerAddress);
        }
        SettingCheck.between("urlLifetime", urlLifetime, Duration.ofSeconds(1), Duration.ofDays(7));
    }
}

package dev.jobgrid.http;

import dev.jobgrid.errors.SettingCheck;
import java.time.Duration;

/**
 * Bounds on what clients send and hold, and on how long signed URLs live.
 *
 * @param uploadBytes the largest file in a PUT; the grid has a bound of its own, and the smaller one counts
 * @param urlLifetime how long a download URL works, 1 second to 7 days
 * @param liveReaders how many clients may read live logs at a time
 * @param connectionsPerAddress how many connections of one address, of IPv6 one /64, a server of its own keeps open; more
 *     are closed as they come. Trusted proxies may have any number
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

    /** As these, with another number of connections of an address. */
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

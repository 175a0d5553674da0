package dev.jobgrid.http;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.wire.WireJson;
import java.time.Duration;

/**
 * Bounds on what clients send and on how long signed URLs live.
 *
 * @param uploadBytes the largest file in a PUT; the grid has a bound of its own, and the smaller one counts
 * @param urlLifetime how long a download URL works, 1 second to 7 days
 * @param liveReaders how many clients may read live logs at a time
 */
public record HttpLimits(long uploadBytes, Duration urlLifetime, int liveReaders) {
    /** As published: 5 GiB, 15 minutes; and 5,000 readers. */
    public static final HttpLimits DEFAULT = new HttpLimits(5L << 30, Duration.ofMinutes(15), 5000);

    /** With as many live readers as by default. */
    public HttpLimits(long uploadBytes, Duration urlLifetime) {
        this(uploadBytes, urlLifetime, DEFAULT.liveReaders());
    }

    static final int JSON_BYTES = WireJson.MAX_BODY_BYTES;

    /** Checks the bounds. */
    public HttpLimits {
        if (uploadBytes < 1) {
            throw new IllegalArgumentException("uploadBytes must be 1 or more, not " + uploadBytes);
        }
        if (liveReaders < 0) {
            throw new IllegalArgumentException("liveReaders must be 0 or more, not " + liveReaders);
        }
        SettingCheck.between("urlLifetime", urlLifetime, Duration.ofSeconds(1), Duration.ofDays(7));
    }
}

package dev.jobgrid;

import dev.jobgrid.internal.plugins.Waits;
import java.time.Duration;

/** Lets a grid wait only briefly for what never answers. */
public final class BriefWaits {
    private static final Duration BRIEF = Duration.ofMillis(100);

    private BriefWaits() {}

    /** That builder, of such a grid. */
    public static JobGridBuilder in(JobGridBuilder builder) {
        return builder.waits(new Waits(BRIEF, BRIEF, BRIEF, BRIEF, BRIEF));
    }
}

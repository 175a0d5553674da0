package dev.jobgrid.job;

import java.time.Instant;
import java.util.Optional;

/**
 * When a job came where it is.
 *
 * @param created handed in
 * @param queued admitted, or requeued last
 * @param assigned given its place
 * @param started its program started, in the last run
 * @param finished it ended
 * @param updated anything changed last
 * @param phaseStarted the phase it is in began
 */
public record JobTimes(
        Instant created,
        Optional<Instant> queued,
        Optional<Instant> assigned,
        Optional<Instant> started,
        Optional<Instant> finished,
        Instant updated,
        Instant phaseStarted) {
    /** A job handed in at this moment. */
    public static JobTimes created(Instant now) {
        return new JobTimes(now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), now, now);
    }
}

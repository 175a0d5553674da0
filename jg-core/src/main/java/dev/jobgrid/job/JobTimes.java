package dev.jobgrid.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Timestamps of a job.
 *
 * @param created submitted
 * @param queued admitted, or requeued last
 * @param assigned placed
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
    /** A job submitted at this moment. */
    public static JobTimes created(Instant now) {
        return new JobTimes(now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), now, now);
    }
}

package dev.jobgrid.job;

import java.time.Duration;
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

    JobTimes queuedAt(Instant now) {
        return new JobTimes(
                created, Optional.of(now), Optional.empty(), Optional.empty(), Optional.empty(), now, phaseStarted);
    }

    JobTimes assignedAt(Instant now) {
        return new JobTimes(created, queued, Optional.of(now), Optional.empty(), Optional.empty(), now, phaseStarted);
    }

    /** Placed earlier, and queued as from now: it waited for its go until then. */
    JobTimes launchedAt(Instant now) {
        return new JobTimes(created, Optional.of(now), assigned, started, finished, now, phaseStarted);
    }

    JobTimes startedAt(Instant at, Instant now) {
        return new JobTimes(created, queued, assigned, Optional.of(at), finished, now, phaseStarted);
    }

    JobTimes finishedAt(Instant now) {
        return new JobTimes(created, queued, assigned, started, Optional.of(now), now, phaseStarted);
    }

    JobTimes phaseSince(Instant now) {
        return new JobTimes(created, queued, assigned, started, finished, now, now);
    }

    JobTimes updatedAt(Instant now) {
        return new JobTimes(created, queued, assigned, started, finished, now, phaseStarted);
    }

    /** Those of its last run shifted, because the wall clock was changed by that much. */
    JobTimes shifted(Duration by, Instant now) {
        return new JobTimes(
                created,
                queued.map(at -> at.plus(by)),
                assigned.map(at -> at.plus(by)),
                started.map(at -> at.plus(by)),
                finished,
                now,
                phaseStarted.plus(by));
    }
}

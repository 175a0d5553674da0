package dev.jobgrid.job;

import dev.jobgrid.id.InstanceId;
import java.time.Instant;
import java.util.Optional;

/**
 * The last run of a job.
 *
 * @param number runs begun so far; 0 before the first
 * @param owner the grid that looks after it
 * @param placement where it has its place
 * @param timeoutAt when it was found to run too long, and is being stopped
 * @param outcome how its program ended
 * @param notBefore when a requeued job may be tried again
 */
public record Attempt(
        int number,
        Optional<InstanceId> owner,
        Optional<Placement> placement,
        Optional<Instant> timeoutAt,
        Optional<RunOutcome> outcome,
        Optional<Instant> notBefore) {
    /** No run yet. */
    public static final Attempt NONE =
            new Attempt(0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The next run, looked after by this grid, at this place. */
    public Attempt next(InstanceId by, Placement at) {
        return new Attempt(
                number + 1, Optional.of(by), Optional.of(at), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same run, looked after by another grid. */
    public Attempt takenOver(InstanceId by) {
        return new Attempt(number, Optional.of(by), placement, timeoutAt, outcome, notBefore);
    }

    /** The same run, found to run too long. */
    public Attempt timedOut(Instant at) {
        return new Attempt(number, owner, placement, Optional.of(at), outcome, notBefore);
    }

    /** The same run, over. */
    public Attempt ended(RunOutcome how) {
        return new Attempt(number, owner, placement, timeoutAt, Optional.of(how), notBefore);
    }

    /** The same run, given up; the next one begins no sooner than told. */
    public Attempt givenUp(Instant retryAt) {
        return new Attempt(number, Optional.empty(), Optional.empty(), Optional.empty(), outcome, Optional.of(retryAt));
    }
}

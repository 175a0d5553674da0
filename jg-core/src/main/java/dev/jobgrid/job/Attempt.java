package dev.jobgrid.job;

import dev.jobgrid.id.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last run of a job.
 *
 * @param number runs so far; 0 before the first
 * @param owner the grid that supervises it
 * @param placement its node and devices
 * @param timeoutAt when it exceeded its timeout, and was stopped
 * @param outcome how its program ended
 * @param notBefore when a requeued job may be placed again
 * @param nodeFaults runs that a fault of their node prevented from starting; they do not count as attempts
 * @param delayReason why the next run does not start, from the engine of a node; empty if there is no reason
 * @param diskExceededAt when it exceeded its disk limit, and was stopped
 */
public record Attempt(
        int number,
        Optional<InstanceId> owner,
        Optional<Placement> placement,
        Optional<Instant> timeoutAt,
        Optional<RunOutcome> outcome,
        Optional<Instant> notBefore,
        int nodeFaults,
        String delayReason,
        Optional<Instant> diskExceededAt) {
    /** Cuts a reason of more than 4,000 characters. */
    public Attempt {
        delayReason = BoundedText.of(delayReason);
    }

    /** No run yet. */
    public static final Attempt NONE = new Attempt(
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            "",
            Optional.empty());

    /** Runs so far that count as attempts: all except those that a fault of their node prevented from starting. */
    public int countedAttempts() {
        return number - nodeFaults;
    }

    /** The next run, owned by this grid, with this placement. */
    public Attempt next(InstanceId by, Placement at) {
        return new Attempt(
                number + 1,
                Optional.of(by),
                Optional.of(at),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                nodeFaults,
                "",
                Optional.empty());
    }

    /** The same run with another owner. */
    public Attempt takenOver(InstanceId by) {
        return new Attempt(
                number,
                Optional.of(by),
                placement,
                timeoutAt,
                outcome,
                notBefore,
                nodeFaults,
                delayReason,
                diskExceededAt);
    }

    /** The same run, timed out. */
    public Attempt timedOut(Instant at) {
        return new Attempt(
                number, owner, placement, Optional.of(at), outcome, notBefore, nodeFaults, delayReason, diskExceededAt);
    }

    /** The same run, over its disk limit. */
    public Attempt diskExceeded(Instant at) {
        return new Attempt(
                number, owner, placement, timeoutAt, outcome, notBefore, nodeFaults, delayReason, Optional.of(at));
    }

    /** The same run, its timestamps shifted because the wall clock was changed by that much. */
    Attempt shiftTimes(Duration by) {
        return new Attempt(
                number,
                owner,
                placement,
                timeoutAt.map(at -> at.plus(by)),
                outcome,
                notBefore,
                nodeFaults,
                delayReason,
                diskExceededAt.map(at -> at.plus(by)));
    }

    /** The same run, ended. */
    public Attempt ended(RunOutcome how) {
        return new Attempt(
                number,
                owner,
                placement,
                timeoutAt,
                Optional.of(how),
                notBefore,
                nodeFaults,
                delayReason,
                diskExceededAt);
    }

    /** The same run, given up; the next one begins at that time at the earliest. */
    public Attempt givenUp(Instant retryAt) {
        return new Attempt(
                number,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                outcome,
                Optional.of(retryAt),
                nodeFaults,
                delayReason,
                Optional.empty());
    }

    /** The same run, which a fault of its node prevented from starting; the next one may begin at once. */
    public Attempt afterNodeFault(String reason, Instant now) {
        return new Attempt(
                number,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(now),
                nodeFaults + 1,
                reason,
                Optional.empty());
    }

    /** The same run, with the reason why the next one, or this one, does not start; empty if there is none. */
    public Attempt withDelayReason(String reason) {
        return new Attempt(number, owner, placement, timeoutAt, outcome, notBefore, nodeFaults, reason, diskExceededAt);
    }
}

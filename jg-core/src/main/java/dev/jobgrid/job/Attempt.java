package dev.jobgrid.job;

import dev.jobgrid.id.InstanceId;
import java.time.Duration;
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
 * @param nodeFaults runs among those begun that a fault of their node kept from starting; they count as no attempt
 * @param delayReason what keeps the next run from starting, as the engine of a node says; empty if nothing does
 * @param diskExceededAt when it was found to take more disk than it may, and is being stopped
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

    /** Runs begun so far that count as attempts: all but those that a fault of their node kept from starting. */
    public int countedAttempts() {
        return number - nodeFaults;
    }

    /** The next run, looked after by this grid, at this place. */
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

    /** The same run, looked after by another grid. */
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

    /** The same run, found to run too long. */
    public Attempt timedOut(Instant at) {
        return new Attempt(
                number, owner, placement, Optional.of(at), outcome, notBefore, nodeFaults, delayReason, diskExceededAt);
    }

    /** The same run, found to take more disk than it may. */
    public Attempt diskExceeded(Instant at) {
        return new Attempt(
                number, owner, placement, timeoutAt, outcome, notBefore, nodeFaults, delayReason, Optional.of(at));
    }

    /** The same run, its moments told by a clock that was set forward by so much, or back. */
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

    /** The same run, over. */
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

    /** The same run, given up; the next one begins no sooner than told. */
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

    /** The same run, which a fault of its node kept from starting; the next one may begin at once. */
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

    /** The same run, with what keeps the next one, or this one, from starting; empty if nothing does. */
    public Attempt withDelayReason(String reason) {
        return new Attempt(number, owner, placement, timeoutAt, outcome, notBefore, nodeFaults, reason, diskExceededAt);
    }
}

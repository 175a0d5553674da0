package dev.jobgrid.job;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A job at one moment: its spec, which never changes, and its state. Build a {@link Transition} from it to change it.
 *
 * @param ref workspace and id
 * @param spec the spec as submitted
 * @param state the current state
 * @param isAbridged whether a {@linkplain JobSpec#isLarge large} spec is {@linkplain JobSpec#abridged abridged}, as the
 *     queue reads it; never so for a caller of the grid
 */
public record Job(JobRef ref, JobSpec spec, JobState state, boolean isAbridged) {
    /** A job with its whole spec. */
    public Job(JobRef ref, JobSpec spec, JobState state) {
        this(ref, spec, state, false);
    }

    /** A job just submitted, not yet stored and without an event. */
    public static Job pending(JobRef ref, JobSpec spec, Cost cost, Instant now) {
        return pending(ref, spec, cost, Optional.empty(), "", now);
    }

    /** A job just submitted by this subject, which may be a launch plan. */
    public static Job pending(
            JobRef ref, JobSpec spec, Cost cost, Optional<LaunchHold> hold, String submittedBy, Instant now) {
        JobState state = new JobState(
                JobStatus.PENDING,
                ExecutionPhase.SUBMITTED,
                0,
                "",
                "",
                JobTimes.created(now),
                Attempt.NONE,
                cost,
                JobResult.NONE,
                EventCount.NONE,
                hold,
                submittedBy);
        return new Job(ref, spec, state);
    }

    /** Its id within the workspace. */
    public JobId id() {
        return ref.id();
    }

    /** Its status. */
    public JobStatus status() {
        return state.status();
    }

    /** Progress inside the status. */
    public ExecutionPhase phase() {
        return state.phase();
    }

    /** Whether it has ended. */
    public boolean isTerminal() {
        return state.status().isTerminal();
    }

    /** Whether it is a launch plan that has its place and waits for the go: its program was not started. */
    public boolean isHeld() {
        return status() == JobStatus.ASSIGNED && state.isPlan(LaunchHold.Stage.HELD);
    }

    /** Whether it is a launch plan that ended without a place: it held nothing, and its idempotency key is free. */
    public boolean isUnplacedPlan() {
        return isTerminal() && state.isPlan(LaunchHold.Stage.WAITING);
    }

    /** Why it failed, with a sentence for people; empty unless its status is failed. */
    public Optional<Failure> failure() {
        return state.ending().failure();
    }

    /** Its last run. */
    public Attempt attempt() {
        return state.attempt();
    }

    /**
     * The key of its last run.
     *
     * @throws IllegalStateException if it never had one
     */
    public RunKey run() {
        if (attempt().number() == 0) {
            throw new IllegalStateException("job " + ref + " has had no run yet");
        }
        return new RunKey(ref, attempt().number());
    }

    /** The same job, with the reason why it does not start. */
    public Job withDelayReason(String reason) {
        return with(state.with(attempt().withDelayReason(reason)));
    }

    /** The same job in another state. */
    public Job with(JobState value) {
        return new Job(ref, spec, value, isAbridged);
    }

    /** The same job as the queue reads it. */
    public Job abridged() {
        return spec.isLarge() ? new Job(ref, spec.abridged(), state, true) : this;
    }

    /** Its position in the queue while it waits. */
    public QueueKey turn() {
        return QueueKey.of(spec, state.times().created());
    }

    /** Attempts after the first one. */
    public int retryCount() {
        return Math.max(0, attempt().countedAttempts() - 1);
    }
}

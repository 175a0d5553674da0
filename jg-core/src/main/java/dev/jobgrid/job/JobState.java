package dev.jobgrid.job;

import java.util.Optional;

/**
 * The mutable part of a job.
 *
 * @param status its status
 * @param phase progress inside the status
 * @param version counts the changes, from 1
 * @param message its current activity, for people
 * @param reason why it ended; empty before
 * @param times its timestamps
 * @param attempt its last run
 * @param cost its cost
 * @param ending its result, once its run has ended
 * @param events counts of its events
 * @param hold its launch plan, if it has one
 * @param submittedBy the {@linkplain dev.jobgrid.auth.Caller#subject subject} that submitted it; at most 255 characters
 */
public record JobState(
        JobStatus status,
        ExecutionPhase phase,
        long version,
        String message,
        String reason,
        JobTimes times,
        Attempt attempt,
        Cost cost,
        JobResult ending,
        EventCount events,
        Optional<LaunchHold> hold,
        String submittedBy) {
    /** Cuts texts that are too long. */
    public JobState {
        submittedBy = BoundedText.name(submittedBy);
        message = BoundedText.of(message);
        reason = BoundedText.of(reason);
    }

    /** A state without a launch plan, of a job of nobody known. */
    public JobState(
            JobStatus status,
            ExecutionPhase phase,
            long version,
            String message,
            String reason,
            JobTimes times,
            Attempt attempt,
            Cost cost,
            JobResult ending,
            EventCount events) {
        this(status, phase, version, message, reason, times, attempt, cost, ending, events, Optional.empty(), "");
    }

    /** The same state with that attempt. */
    JobState with(Attempt value) {
        return new JobState(
                status, phase, version, message, reason, times, value, cost, ending, events, hold, submittedBy);
    }

    /** Whether its launch plan is in this stage. */
    public boolean isPlan(LaunchHold.Stage stage) {
        return hold.filter(of -> of.stage() == stage).isPresent();
    }
}

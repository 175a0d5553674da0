package dev.jobgrid.job;

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
        EventCount events) {
    /** Cuts texts of more than 4,000 characters. */
    public JobState {
        message = BoundedText.of(message);
        reason = BoundedText.of(reason);
    }

    /** The same state with that attempt. */
    JobState with(Attempt value) {
        return new JobState(status, phase, version, message, reason, times, value, cost, ending, events);
    }
}

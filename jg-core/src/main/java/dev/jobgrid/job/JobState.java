package dev.jobgrid.job;

/**
 * Where a job stands: everything about it that changes.
 *
 * @param status its status
 * @param phase progress inside the status
 * @param version counts the changes, from 1
 * @param message what is going on, for people
 * @param reason why it ended as it did; empty before
 * @param times when it came where it is
 * @param attempt its last run
 * @param cost what it costs
 * @param ending what is known once its run is over
 * @param events how many events it has
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

    /** The same state, with another run or more known of the last. */
    JobState with(Attempt value) {
        return new JobState(status, phase, version, message, reason, times, value, cost, ending, events);
    }
}

package dev.jobgrid.job;

import java.time.Instant;

/**
 * An event of a job (reference §07). Written in the transaction of the change.
 *
 * @param id job id and phase, with a number from the second of its kind
 * @param type "job.queued", "artifact.missing", …
 * @param phase the phase the job was in
 * @param title a few words for people
 * @param message a sentence for people
 * @param level its severity
 * @param created when it happened
 * @param sequence its order among the job's events; grows by 10
 * @param by the subject whose call made the change; empty if the grid made it
 */
public record JobEvent(
        String id,
        String type,
        ExecutionPhase phase,
        String title,
        String message,
        Level level,
        Instant created,
        long sequence,
        String by) {
    /** Cuts texts that are too long. */
    public JobEvent {
        by = BoundedText.name(by);
        title = BoundedText.of(title);
        message = BoundedText.of(message);
    }

    /** An event of a change that the grid made. */
    public JobEvent(
            String id,
            String type,
            ExecutionPhase phase,
            String title,
            String message,
            Level level,
            Instant created,
            long sequence) {
        this(id, type, phase, title, message, level, created, sequence, "");
    }

    /** The same event with another message. */
    JobEvent withMessage(String text) {
        return new JobEvent(id, type, phase, title, text, level, created, sequence, by);
    }

    /** The severity of an event. */
    public enum Level {
        /** Normal progress. */
        INFO,
        /** Needs attention; the job continues. */
        WARNING,
        /** The job cannot continue. */
        ERROR
    }
}

package dev.jobgrid.job;

import java.time.Instant;

/**
 * Something that happened to a job (reference §07). Written in the transaction that made it true.
 *
 * @param id job id and phase, with a number from the second of its kind
 * @param type "job.queued", "artifact.missing", …
 * @param phase the phase the job was in
 * @param title a few words for people
 * @param message a sentence for people
 * @param level how grave it is
 * @param created when it happened
 * @param sequence its place among the job's events; grows by 10
 */
public record JobEvent(
        String id,
        String type,
        ExecutionPhase phase,
        String title,
        String message,
        Level level,
        Instant created,
        long sequence) {
    /** Cuts texts of more than 4,000 characters. */
    public JobEvent {
        title = BoundedText.of(title);
        message = BoundedText.of(message);
    }

    /** The same event with another sentence. */
    JobEvent withMessage(String text) {
        return new JobEvent(id, type, phase, title, text, level, created, sequence);
    }

    /** How grave an event is. */
    public enum Level {
        /** All is as it should be. */
        INFO,
        /** Worth a look; the job goes on. */
        WARNING,
        /** The job cannot go on. */
        ERROR
    }
}

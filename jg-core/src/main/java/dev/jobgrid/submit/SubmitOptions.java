package dev.jobgrid.submit;

import java.util.Optional;

/**
 * How a job is handed in.
 *
 * @param idempotencyKey 1 to 255 characters; a second submit with it in the same workspace within 24 hours gets the first
 *     one's answer
 */
public record SubmitOptions(Optional<String> idempotencyKey) {
    /** Nothing special. */
    public static final SubmitOptions NONE = new SubmitOptions(Optional.empty());

    /** Hands in once, however often it is tried. */
    public static SubmitOptions idempotent(String key) {
        return new SubmitOptions(Optional.of(key));
    }
}

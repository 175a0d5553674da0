package dev.jobgrid.submit;

import java.util.Optional;

/**
 * Options of a submit.
 *
 * @param idempotencyKey 1 to 255 characters; a second submit with it in the same workspace within 24 hours returns the
 *     first one's result
 */
public record SubmitOptions(Optional<String> idempotencyKey) {
    /** No options. */
    public static final SubmitOptions NONE = new SubmitOptions(Optional.empty());

    /** Submits once, however often it is retried. */
    public static SubmitOptions idempotent(String key) {
        return new SubmitOptions(Optional.of(key));
    }
}

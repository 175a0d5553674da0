package dev.jobgrid.submit;

import dev.jobgrid.id.JobId;
import java.util.Optional;

/**
 * Options of a submit.
 *
 * @param idempotencyKey 1 to 255 characters; a second submit with it in the same workspace within 24 hours returns the
 *     first one's result
 * @param launchPlan the launch plan to give the go: its job runs where it is held. The draft may be empty, or repeat
 *     fields of the plan's; a second go returns the first one's result
 */
public record SubmitOptions(Optional<String> idempotencyKey, Optional<JobId> launchPlan) {
    /** No options. */
    public static final SubmitOptions NONE = new SubmitOptions(Optional.empty(), Optional.empty());

    /** Gives a launch plan the go. */
    public static SubmitOptions ofLaunchPlan(JobId id) {
        return new SubmitOptions(Optional.empty(), Optional.of(id));
    }

    /** Submits once, however often it is retried. */
    public static SubmitOptions idempotent(String key) {
        return new SubmitOptions(Optional.of(key), Optional.empty());
    }
}

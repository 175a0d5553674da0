package dev.jobgrid.plans;

import java.time.Duration;
import java.util.Optional;

/**
 * Options of a launch plan. The grid checks their bounds when it is asked for the plan.
 *
 * @param hold how long it holds its place, from when it has it: 10 seconds to the grid's most, 15 minutes unless set;
 *     empty for five minutes, or the grid's most if that is less
 * @param maxWait how long to wait for a place: 0 to 30 seconds
 * @param idempotencyKey as of a {@linkplain dev.jobgrid.submit.SubmitOptions submit}: a second request with it in the same
 *     workspace within 24 hours returns the first one's plan
 */
public record PlanOptions(Optional<Duration> hold, Duration maxWait, Optional<String> idempotencyKey) {
    /** Held for five minutes, or the grid's most; waits two seconds for a place. */
    public static final PlanOptions DEFAULT =
            new PlanOptions(Optional.empty(), Duration.ofSeconds(2), Optional.empty());

    /** The same with another hold. */
    public PlanOptions withHold(Duration value) {
        return new PlanOptions(Optional.of(value), maxWait, idempotencyKey);
    }

    /** The same with another wait. */
    public PlanOptions withMaxWait(Duration value) {
        return new PlanOptions(hold, value, idempotencyKey);
    }

    /** The same, made once, however often it is retried. */
    public PlanOptions idempotent(String key) {
        return withKey(Optional.of(key));
    }

    /** The same with that idempotency key, or none. */
    public PlanOptions withKey(Optional<String> key) {
        return new PlanOptions(hold, maxWait, key);
    }
}

package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The circuit breaker of one node, of one model of GPU there, or of one image there. Moments are increasing numbers, so
 * that launches before and after a fault are ordered independently of clocks. Guarded by {@link NodeCircuitBreakers}.
 */
final class NodeCircuitBreaker {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    private static final Duration MAX_TRIAL = Duration.ofMinutes(2);
    private static final Duration MAX_UNTRIED = Duration.ofMinutes(5);
    /** Twice the longest time between two tries of a job that waits for the node. */
    private static final Duration AWAITED = MAX_PAUSE.multipliedBy(4);

    private static final int MAX_DOUBLINGS = 10;
    private static final Duration MAX_WAIT_FOR_IMAGE = Duration.ofMinutes(10);
    private static final Duration IMAGE_KEPT = Duration.ofHours(1);
    private static final int MAX_JOBS = 1_000;

    private final boolean isOfImage;
    private final Map<JobRef, Long> failedJobs = new LinkedHashMap<>();
    private int failures;
    private long lastFailure;
    private long lastStart;
    private Instant failedAt = Instant.EPOCH;
    private Instant since = Instant.EPOCH;
    private String reason = "";
    private Optional<RunKey> trial = Optional.empty();
    private Instant triedAt = Instant.EPOCH;

    /** @param isOfImage whether it is of an image that cannot be pulled there */
    NodeCircuitBreaker(boolean isOfImage) {
        this.isOfImage = isOfImage;
    }

    boolean isTripped() {
        return failures > 0;
    }

    /** Whether jobs that only it could run wait for it: not for ever for an image, which may not exist. */
    boolean keepsJobsQueued(Instant now) {
        return isTripped() && (!isOfImage || isWithin(since, MAX_WAIT_FOR_IMAGE, now));
    }

    /** Whether it is of an image that no job has used for a long time. */
    boolean isForgotten(Instant now) {
        return isOfImage && !isWithin(failedAt, IMAGE_KEPT, now);
    }

    int failures() {
        return failures;
    }

    String reason() {
        return reason;
    }

    /** When a trial run may start, for jobs that did not fail there since it last worked. */
    Instant until() {
        return failedAt.plus(pause());
    }

    private Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(MAX_DOUBLINGS, Math.max(0, failures - 1)));
        return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    }

    /**
     * Whether the job may run there: the breaker is closed, or the pause has passed and no trial run is in progress. A
     * job that failed there waits twice as long, so that a fault of its own does not block the node for others.
     */
    boolean allows(JobRef job, Instant now) {
        return allows(hasFailedSinceAStart(job) ? pause().multipliedBy(2) : pause(), now);
    }

    /** The same for jobs that did not fail there. */
    boolean allows(Instant now) {
        return allows(pause(), now);
    }

    private boolean allows(Duration pause, Instant now) {
        boolean isTried = trial.isPresent() && isWithin(triedAt, MAX_TRIAL, now);
        return !isTripped() || !isTried && !isWithin(failedAt, pause, now);
    }

    /** Whether a trial is overdue: it is tried then although other nodes could run the job. */
    boolean isOverdue(Instant now) {
        return isTripped() && !isWithin(failedAt, MAX_UNTRIED, now);
    }

    /** Whether a job tried it so lately that jobs may still wait for it. */
    boolean isAwaited(Instant now) {
        return isTripped() && isWithin(failedAt, AWAITED, now);
    }

    // A clock that was set back must not keep the breaker open.
    private static boolean isWithin(Instant from, Duration length, Instant now) {
        return !now.isBefore(from) && now.isBefore(from.plus(length));
    }

    private boolean hasFailedSinceAStart(JobRef job) {
        return failedJobs.getOrDefault(job, 0L) > lastStart;
    }

    /** A run was placed there. */
    void placed(RunKey run, Instant now) {
        if (isTripped()) {
            trial = Optional.of(run);
            triedAt = now;
        }
    }

    /** A run ended, or never began. */
    void ended(RunKey run) {
        if (trial.equals(Optional.of(run))) {
            trial = Optional.empty();
        }
    }

    /**
     * A run did not start.
     *
     * @param launched when it was placed, 0 if unknown
     * @param moment this moment
     * @return whether it counts against the node; false if the job failed there before, others have started since, and
     *     the breaker is closed
     */
    boolean failed(RunKey run, long launched, long moment, String words, Instant now) {
        ended(run);
        Long before = failedJobs.remove(run.job());
        if (failedJobs.size() >= MAX_JOBS) {
            failedJobs.remove(failedJobs.keySet().iterator().next());
        }
        failedJobs.put(run.job(), moment);
        if (!isTripped() && before != null && before < lastStart) {
            return false;
        }
        reason = words;
        // Runs launched before the fault was known are no further failures.
        if (!isTripped() || launched > lastFailure) {
            if (!isTripped() || !isWithin(failedAt, MAX_WAIT_FOR_IMAGE, now)) {
                since = now;
            }
            failures++;
            failedAt = now;
            lastFailure = moment;
        }
        return true;
    }

    /**
     * A program has started.
     *
     * @return whether that closes the breaker
     */
    boolean started(RunKey run, long launched, long moment) {
        if (launched <= lastFailure) {
            return false;
        }
        boolean ends = isTripped();
        failures = 0;
        trial = Optional.empty();
        lastStart = moment;
        failedJobs.remove(run.job());
        return ends;
    }
}

package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How starts went of late on one node, or with one model of GPU there. Moments are numbers that only grow, so that a run
 * that was launched before a fault is told from one launched after it whatever clocks do. Guarded by {@link NodeCircuitBreakers}.
 */
final class NodeCircuitBreaker {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_TRIAL = Duration.ofMinutes(2);
    private static final Duration LONGEST_UNTRIED = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;
    private static final Duration LONGEST_WAIT_FOR_IMAGE = Duration.ofMinutes(10);
    private static final Duration IMAGE_KEPT = Duration.ofHours(1);
    private static final int MOST_JOBS = 1_000;

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

    /** @param isOfImage whether it is an image that cannot be had there */
    NodeCircuitBreaker(boolean isOfImage) {
        this.isOfImage = isOfImage;
    }

    boolean isFaulty() {
        return failures > 0;
    }

    /** Whether jobs that only it could take wait for it: not for ever for an image, which may be nowhere at all. */
    boolean isAwaited(Instant now) {
        return isFaulty() && (!isOfImage || isWithin(since, LONGEST_WAIT_FOR_IMAGE, now));
    }

    /** Whether it is of an image that nobody has asked for in a long time. */
    boolean isForgotten(Instant now) {
        return isOfImage && !isWithin(failedAt, IMAGE_KEPT, now);
    }

    int failures() {
        return failures;
    }

    String reason() {
        return reason;
    }

    /** When it is tried again, by jobs that did not fail there since it last worked. */
    Instant until() {
        return failedAt.plus(pause());
    }

    private Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /**
     * Whether the job may be tried there: nothing is wrong, or it is time to try and no other run is at it. One that failed
     * there waits twice as long as others, so that what may be wrong with itself keeps the node from nobody.
     */
    boolean isOpen(JobRef job, Instant now) {
        return isOpen(hasFailedSinceAStart(job) ? pause().multipliedBy(2) : pause(), now);
    }

    /** The same of jobs that did not fail there. */
    boolean isOpen(Instant now) {
        return isOpen(pause(), now);
    }

    private boolean isOpen(Duration pause, Instant now) {
        boolean isTried = trial.isPresent() && isWithin(triedAt, LONGEST_TRIAL, now);
        return !isFaulty() || !isTried && !isWithin(failedAt, pause, now);
    }

    /** Whether it was not tried for so long that it is to be tried although others could take the job. */
    boolean isOverdue(Instant now) {
        return isFaulty() && !isWithin(failedAt, LONGEST_UNTRIED, now);
    }

    // A clock that was set back must not keep the node shut.
    private static boolean isWithin(Instant from, Duration length, Instant now) {
        return !now.isBefore(from) && now.isBefore(from.plus(length));
    }

    private boolean hasFailedSinceAStart(JobRef job) {
        return failedJobs.getOrDefault(job, 0L) > lastStart;
    }

    /** A run was given its place there. */
    void placed(RunKey run, Instant now) {
        if (isFaulty()) {
            trial = Optional.of(run);
            triedAt = now;
        }
    }

    /** A run ended, or never began. */
    void over(RunKey run) {
        if (trial.equals(Optional.of(run))) {
            trial = Optional.empty();
        }
    }

    /**
     * A run did not start.
     *
     * @param launched when it was given its place, 0 if that is not known
     * @param moment this moment
     * @return whether that is held against the node: the job failed there before, others have started since, and the node
     *     has no fault that any other run met, if not
     */
    boolean failed(RunKey run, long launched, long moment, String words, Instant now) {
        over(run);
        Long before = failedJobs.remove(run.job());
        if (failedJobs.size() >= MOST_JOBS) {
            failedJobs.remove(failedJobs.keySet().iterator().next());
        }
        failedJobs.put(run.job(), moment);
        if (!isFaulty() && before != null && before < lastStart) {
            return false;
        }
        reason = words;
        // Those that were launched before it was known are no further failures.
        if (!isFaulty() || launched > lastFailure) {
            if (!isFaulty() || !isWithin(failedAt, LONGEST_WAIT_FOR_IMAGE, now)) {
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
     * @return whether that ends a fault
     */
    boolean started(RunKey run, long launched, long moment) {
        if (launched <= lastFailure) {
            return false;
        }
        boolean ends = isFaulty();
        failures = 0;
        trial = Optional.empty();
        lastStart = moment;
        failedJobs.remove(run.job());
        return ends;
    }
}

package dev.jobgrid.spi;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.job.Failure;
import java.time.Duration;
import java.util.Optional;

/** Decides whether a failed run is retried. Pure and thread-safe. */
@FunctionalInterface
public interface RetryPolicy {
    /**
     * The wait before the next run; empty to let the job fail.
     *
     * @param cause why the run ended
     * @param runs how many runs the job has had, 1 or more
     */
    Optional<Duration> retryAfter(Failure.Cause cause, int runs);

    /** Never retries. */
    static RetryPolicy never() {
        return (cause, runs) -> Optional.empty();
    }

    /**
     * Retries up to that many times, with a doubling wait, if the node and not the program caused the failure.
     *
     * @param retries 0 or more
     * @param firstWait 0 to 365 days
     */
    static RetryPolicy infrastructure(int retries, Duration firstWait) {
        SettingCheck.atLeast("retries", retries, 0);
        SettingCheck.between("firstWait", firstWait, Duration.ZERO, Duration.ofDays(365));
        return (cause, runs) -> switch (cause) {
            case GPU_UNAVAILABLE, IMAGE_UNAVAILABLE, INPUT_UNAVAILABLE, DISK_FULL, WORKER_LOST, INTERNAL ->
                runs <= retries ? Optional.of(firstWait.multipliedBy(1L << Math.min(runs - 1, 20))) : Optional.empty();
            case NON_ZERO_EXIT,
                    KILLED_BY_SIGNAL,
                    OUT_OF_MEMORY,
                    OUT_OF_DISK,
                    TIMED_OUT,
                    IMAGE_NOT_FOUND,
                    IMAGE_UNAUTHORIZED,
                    IMAGE_WRONG_ARCHITECTURE,
                    COMMAND_NOT_FOUND,
                    ARTIFACT_MISSING,
                    ARTIFACT_TOO_LARGE,
                    ARTIFACT_STORE_FULL,
                    UNPLACEABLE -> Optional.empty();
        };
    }
}

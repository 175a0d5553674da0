package dev.jobgrid.console.internal.pages;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.logs.FailureHighlight;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Searches logs, a bounded number of lines a call. Two searches run at a time; others wait. Thread-safe.
 */
public final class LogSearch {
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore room = new Semaphore(AT_ONCE, true);

    /**
     * The next line with a text, or the first error after the query's line if it has no text; of the page {@code next} is the
     * last line looked at.
     *
     * @throws JobGridException STORE_UNAVAILABLE if other searches take too long
     */
    LogPage find(JobGrid grid, JobId job, LogQuery query) {
        enter();
        try {
            return query.containing().isPresent()
                    ? grid.logs(job, query)
                    : FailureHighlight.firstError(
                            part -> grid.logs(job, part), query.after(), query.stream(), LogQuery.MAX_SEARCHED);
        } finally {
            room.release();
        }
    }

    private void enter() {
        try {
            if (room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new JobGridException(
                ErrorCode.STORE_UNAVAILABLE,
                "other searches of logs take longer than " + PATIENCE.toSeconds() + " s; try again",
                List.of(),
                Optional.of(PATIENCE));
    }
}

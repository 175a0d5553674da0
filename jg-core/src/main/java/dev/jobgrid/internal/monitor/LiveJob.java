package dev.jobgrid.internal.monitor;

import dev.jobgrid.Feed;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A handle to a job, read from the store. */
public final class LiveJob implements JobHandle {
    private static final int PAGE = 500;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final JobGrid grid;
    private final JobRef ref;
    private final JobStore jobs;
    private final Changes changes;
    private final BooleanSupplier isFollowed;
    private final Runnable checkOpen;

    /**
     * A handle whose calls go through the grid, and so are limited to its caller.
     *
     * @param isFollowed whether the job's run is still supervised, and may log more
     * @param checkOpen throws once the grid is closed
     */
    public LiveJob(
            JobGrid grid, JobRef ref, JobStore jobs, Changes changes, BooleanSupplier isFollowed, Runnable checkOpen) {
        this.grid = grid;
        this.ref = ref;
        this.jobs = jobs;
        this.changes = changes;
        this.isFollowed = isFollowed;
        this.checkOpen = checkOpen;
    }

    @Override
    public JobId id() {
        return ref.id();
    }

    @Override
    public String toString() {
        return id().value();
    }

    @Override
    public Job status() {
        return grid.status(id());
    }

    @Override
    public Job await(Duration timeout) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Changes.Watch watch = changes.watch(ref)) {
            Job job = whileOpen(this::status);
            while (!job.isTerminal()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("job " + id() + " has not ended after " + timeout);
                }
                watch.await(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
                job = whileOpen(this::status);
            }
            return job;
        }
    }

    @Override
    public Feed<JobEvent> events() {
        status();
        return new StoreFeed<>(
                changes,
                ref,
                after -> whileOpen(() -> jobs.events(ref, after, PAGE)),
                JobEvent::sequence,
                () -> whileOpen(this::isTerminal));
    }

    @Override
    public Feed<LogLine> logsAfter(long entryId) {
        grid.logs(id(), LogQuery.tail(1));
        return new StoreFeed<>(
                changes,
                ref,
                after -> whileOpen(() -> grid.logs(id(), LogQuery.after(Math.max(after, entryId), PAGE))
                        .lines()),
                LogLine::entryId,
                () -> whileOpen(() -> !isFollowed.getAsBoolean() && isTerminal()));
    }

    private boolean isTerminal() {
        return jobs.find(ref).map(Job::isTerminal).orElse(true);
    }

    /** A failure during the close of the grid is not the store's fault. */
    private <T> T whileOpen(Supplier<T> read) {
        checkOpen.run();
        try {
            return read.get();
        } catch (RuntimeException e) {
            checkOpen.run();
            throw e;
        }
    }

    @Override
    public Watch watch(Runnable onNews) {
        status();
        return changes.listen(ref, onNews);
    }

    @Override
    public boolean isSettled() {
        // In this order: a supervised run may log its last line and end between two reads.
        boolean isLeft = !isFollowed.getAsBoolean();
        return status().isTerminal() && isLeft;
    }

    @Override
    public Job cancel(String reason) {
        return grid.cancel(id(), reason);
    }

    @Override
    public List<Artifact> artifacts() {
        return grid.artifacts(id()).list();
    }
}

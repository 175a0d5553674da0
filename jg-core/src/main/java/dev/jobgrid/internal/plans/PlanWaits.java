package dev.jobgrid.internal.plans;

import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.JobReads;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Waits until launch plans have their places, without a thread for each. A plan whose wait is over is cancelled. Stepped
 * by one thread; {@link #await} and {@link #close} may be called by any.
 */
public final class PlanWaits implements Loop, AutoCloseable {
    /** For places that a peer gives: those of this grid come with a notification. */
    private static final Duration POLL = Duration.ofMillis(250);

    private final JobReads jobs;
    private final JobWriter writer;
    private final Changes changes;
    private final GridClock clock;
    private final Function<Job, JobGridException> refusal;
    private final Runnable checkOpen;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore news = new Semaphore(0);
    private volatile boolean isClosed;

    /**
     * Waits of a grid.
     *
     * @param refusal why a queued plan got no place, made while it is still queued
     * @param checkOpen throws once the grid is closed
     */
    public PlanWaits(
            JobReads jobs,
            JobWriter writer,
            Changes changes,
            GridClock clock,
            Function<Job, JobGridException> refusal,
            Runnable checkOpen) {
        this.jobs = jobs;
        this.writer = writer;
        this.changes = changes;
        this.clock = clock;
        this.refusal = refusal;
        this.checkOpen = checkOpen;
    }

    private final class Waiting {
        private final JobRef ref;
        private final Duration max;
        private final Stopwatch since = Stopwatch.start(clock);
        private final CompletableFuture<Job> end = new CompletableFuture<>();
        private final AtomicBoolean isNews = new AtomicBoolean(true);
        private final JobHandle.Watch watch;
        private Stopwatch looked = since;

        private Waiting(JobRef ref, Duration max) {
            this.ref = ref;
            this.max = max;
            this.watch = changes.listen(ref, () -> {
                isNews.set(true);
                news.release();
            });
        }

        private boolean isOver() {
            return since.hasRun(max);
        }

        private boolean isDue() {
            return isNews.getAndSet(false) || isOver() || looked.hasRun(POLL);
        }

        private void end(Runnable how) {
            waiting.remove(this);
            watch.close();
            how.run();
        }
    }

    /**
     * The job of a launch plan once it has its place, or has ended.
     *
     * @param max the longest wait; then the plan is cancelled, and the stage fails with the refusal
     */
    CompletionStage<Job> await(JobRef ref, Duration max) {
        Waiting fresh = new Waiting(ref, max);
        waiting.add(fresh);
        news.release();
        return fresh.end;
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        Duration most = wait;
        for (Waiting each : waiting) {
            Duration left = each.max.minus(each.since.elapsed());
            most = least(most, least(POLL, left.isNegative() ? Duration.ZERO : left));
        }
        if (news.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
        if (isClosed) {
            return false;
        }
        for (Waiting each : waiting) {
            if (each.isDue()) {
                look(each);
            }
        }
        return true;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private void look(Waiting each) {
        each.looked = Stopwatch.start(clock);
        try {
            checkOpen.run();
            Optional<Job> found = jobs.find(each.ref);
            if (found.filter(job -> job.status() == JobStatus.QUEUED).isEmpty()) {
                end(each, found);
            } else if (each.isOver()) {
                giveUp(each, found.orElseThrow());
            }
        } catch (RuntimeException e) {
            each.end(() -> each.end.completeExceptionally(e));
        }
    }

    private static void end(Waiting each, Optional<Job> found) {
        each.end(() -> found.ifPresentOrElse(
                each.end::complete,
                () -> each.end.completeExceptionally(JobGridException.notFound("launch plan " + each.ref.id()))));
    }

    private void giveUp(Waiting each, Job queued) {
        JobGridException refused = refusal.apply(queued);
        Optional<Job> after = writer.update(
                queued,
                current -> current.status() == JobStatus.QUEUED
                        ? Optional.of(PlanChanges.late(current, clock.instant()))
                        : Optional.empty());
        if (after.filter(Job::isHeld).isPresent()) {
            end(each, after);
        } else {
            each.end(() -> each.end.completeExceptionally(refused));
        }
    }

    /** Ends all waits of a grid that is closed. */
    @Override
    public void close() {
        isClosed = true;
        news.release();
        waiting.forEach(this::look);
    }
}

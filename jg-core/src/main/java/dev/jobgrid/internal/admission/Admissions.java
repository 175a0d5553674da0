package dev.jobgrid.internal.admission;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Admits jobs, or refuses them with a reason and a retry time. Thread-safe. */
public final class Admissions {
    private static final int MAX_SHOWN = 128;

    private final AdmissionPolicy policy;
    private final AdmissionStore store;
    private final StoredMaintenance maintenance;
    private final RetryAfterForecast retryAfter;
    private final InstantSource clock;
    private final QueuedBytes queuedBytes;

    /**
     * Admissions by this policy.
     *
     * @param maxQueuedBytes the most bytes of large specs that a workspace may have queued
     */
    public Admissions(
            AdmissionPolicy policy,
            AdmissionStore store,
            StoredMaintenance maintenance,
            RetryAfterForecast retryAfter,
            InstantSource clock,
            long maxQueuedBytes) {
        this.policy = policy;
        this.store = store;
        this.maintenance = maintenance;
        this.retryAfter = retryAfter;
        this.clock = clock;
        queuedBytes = new QueuedBytes(store, maxQueuedBytes, clock);
    }

    /**
     * Checks that submits are open.
     *
     * @throws JobGridException MAINTENANCE_ACTIVE if they are closed
     */
    public void checkOpen() {
        maintenance.check(GridPart.JOBS);
    }

    /** The violation of the allowed images by a job's image, which may be its template's. */
    public Optional<Check> checkImage(Caller caller, String image) {
        return image.isEmpty() || policy.limits(caller).takes(image) ? Optional.empty() : Optional.of(refused(image));
    }

    private static Check refused(String image) {
        String shown = image.length() <= MAX_SHOWN ? image : image.substring(0, MAX_SHOWN) + "…";
        return Check.invalid("image", "image is '" + shown + "', which is not among those that this grid takes")
                .withAction("Use an image that is allowed, or ask the grid's operator to allow this one.");
    }

    /**
     * Admits new jobs, all or none.
     *
     * @return the tickets to store them with
     * @throws JobGridException USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED or QUEUE_SATURATED, with a retry time
     */
    public AdmissionTickets admit(Caller caller, List<Job> fresh) {
        long bytes = fresh.stream().mapToLong(job -> job.spec().largeBytes()).sum();
        OptionalLong queued = queuedBytes.admit(caller.workspace(), bytes);
        if (queued.isPresent()) {
            throw refused(caller, queued.getAsLong(), bytes);
        }
        List<JobId> jobs = fresh.stream().map(Job::id).toList();
        AdmissionLimits limits = policy.limits(caller);
        if (jobs.isEmpty() || !limits.counts()) {
            return new AdmissionTickets(store, caller.workspace(), List.of());
        }
        AdmissionTickets tickets = new AdmissionTickets(
                store, caller.workspace(), limits.concurrentJobs().isPresent() ? jobs : List.of());
        // A failed call may still have stored them, if only its response was lost.
        Optional<Overload> overload =
                tickets.orRelease(() -> store.admit(new Admission(caller.workspace(), jobs, limits, clock.instant())));
        if (overload.isPresent()) {
            throw refused(foretold(caller, overload.get()));
        }
        return tickets;
    }

    /** The limit that one more job would exceed now, except the rate of submits. Admits nothing. */
    public Optional<JobGridException> overload(Caller caller, JobSpec spec) {
        long bytes = spec.largeBytes();
        OptionalLong queued = queuedBytes.exceeded(caller.workspace(), bytes);
        if (queued.isPresent()) {
            return Optional.of(refused(caller, queued.getAsLong(), bytes));
        }
        JobId job = spec.id().orElseGet(JobId::random);
        AdmissionLimits limits = policy.limits(caller);
        if (limits.concurrentJobs().isEmpty() && limits.queuedJobs().isEmpty()) {
            return Optional.empty();
        }
        return store.overload(new Admission(caller.workspace(), List.of(job), limits, clock.instant()))
                .map(overload -> refused(foretold(caller, overload)));
    }

    /** With the predicted end of a job as the retry time, where only an end frees capacity. */
    private Overload foretold(Caller caller, Overload overload) {
        return switch (overload.code()) {
            case USER_CONCURRENT_LIMIT -> overload.after(untilOneEnds(caller));
            case QUEUE_SATURATED -> overload.after(retryAfter.in(job -> true));
            default -> overload;
        };
    }

    private Duration untilOneEnds(Caller caller) {
        return retryAfter.in(job -> job.ref().workspace().equals(caller.workspace()));
    }

    /** Whether a new job of a caller's counts toward a limit. */
    public boolean counts(Caller caller, JobSpec spec) {
        return spec.isLarge() || policy.limits(caller).counts();
    }

    private JobGridException refused(Caller caller, long queued, long bytes) {
        Duration wait = untilOneEnds(caller);
        return refused(
                ErrorCode.USER_CONCURRENT_LIMIT,
                "the large specs of this workspace's queued jobs take " + queued + " bytes, and may take "
                        + queuedBytes.max() + ", too few for another " + bytes
                        + "; wait for jobs to start, perhaps in " + seconds(wait) + ", or cancel some",
                wait);
    }

    private static String seconds(Duration wait) {
        return Math.max(1, wait.plusNanos(999_999_999).toSeconds()) + " s";
    }

    private static JobGridException refused(Overload overload) {
        String seconds = seconds(overload.retryAfter());
        String message = switch (overload.code()) {
            case USER_CONCURRENT_LIMIT ->
                "this workspace may have " + overload.bound()
                        + " jobs under way at once; wait for one to end, perhaps in " + seconds
                        + ", or cancel one";
            case JOB_RATE_LIMITED ->
                "this workspace may submit " + overload.bound() + " jobs a minute; try again in " + seconds;
            default -> "the queue holds " + overload.bound() + " jobs, as many as it may; try again in " + seconds;
        };
        return refused(overload.code(), message, overload.retryAfter());
    }

    private static JobGridException refused(ErrorCode code, String message, Duration wait) {
        Check check = new Check(code, Check.Severity.ERROR, Optional.empty(), message, Optional.empty());
        return new JobGridException(code, message, List.of(check), Optional.of(wait));
    }
}

package dev.jobgrid.internal.admission;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Admits jobs, or refuses them with a reason and a retry time. Thread-safe. */
public final class Admissions {
    private static final int MAX_SHOWN = 128;

    private final AdmissionPolicy policy;
    private final AdmissionStore store;
    private final StoredMaintenance maintenance;
    private final RetryAfterForecast room;
    private final InstantSource clock;

    /** Admissions by this policy. */
    public Admissions(
            AdmissionPolicy policy,
            AdmissionStore store,
            StoredMaintenance maintenance,
            RetryAfterForecast room,
            InstantSource clock) {
        this.policy = policy;
        this.store = store;
        this.maintenance = maintenance;
        this.room = room;
        this.clock = clock;
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
     * Admits jobs, all or none.
     *
     * @return the tickets to store them with
     * @throws JobGridException USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED or QUEUE_SATURATED, with a retry time
     */
    public AdmissionTickets admit(Caller caller, List<JobId> jobs) {
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
    public Optional<JobGridException> overload(Caller caller, JobId job) {
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
            case USER_CONCURRENT_LIMIT ->
                overload.after(room.in(job -> job.ref().workspace().equals(caller.workspace())));
            case QUEUE_SATURATED -> overload.after(room.in(job -> true));
            default -> overload;
        };
    }

    /** Whether a caller's jobs are counted. */
    public boolean counts(Caller caller) {
        return policy.limits(caller).counts();
    }

    private static JobGridException refused(Overload overload) {
        String seconds =
                Math.max(1, overload.retryAfter().plusNanos(999_999_999).toSeconds()) + " s";
        String message = switch (overload.code()) {
            case USER_CONCURRENT_LIMIT ->
                "this workspace may have " + overload.bound()
                        + " jobs under way at once; wait for one to end, perhaps in " + seconds
                        + ", or cancel one";
            case JOB_RATE_LIMITED ->
                "this workspace may hand in " + overload.bound() + " jobs a minute; try again in " + seconds;
            default -> "the queue holds " + overload.bound() + " jobs, as many as it may; try again in " + seconds;
        };
        Check check = new Check(overload.code(), Check.Severity.ERROR, Optional.empty(), message, Optional.empty());
        return new JobGridException(overload.code(), message, List.of(check), Optional.of(overload.retryAfter()));
    }
}

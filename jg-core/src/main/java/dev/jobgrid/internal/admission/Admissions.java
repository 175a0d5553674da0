package dev.jobgrid.internal.admission;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.AdmissionStore;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets jobs in, or says why not and when to come again. Thread-safe. */
public final class Admissions {
    private static final int MAX_SHOWN = 128;

    private final AdmissionPolicy policy;
    private final AdmissionStore store;
    private final StoredMaintenance maintenance;
    private final Room room;
    private final InstantSource clock;

    /** Admissions by this policy. */
    public Admissions(
            AdmissionPolicy policy,
            AdmissionStore store,
            StoredMaintenance maintenance,
            Room room,
            InstantSource clock) {
        this.policy = policy;
        this.store = store;
        this.maintenance = maintenance;
        this.room = room;
        this.clock = clock;
    }

    /**
     * Lets pass while jobs are taken.
     *
     * @throws JobGridException MAINTENANCE_ACTIVE if no jobs are taken now
     */
    public void checkOpen() {
        maintenance.check(GridPart.JOBS);
    }

    /** The draft, with its image found wanting if the caller may not run it. */
    public Draft looked(Caller caller, Draft draft) {
        String image = draft.spec().image();
        if (image.isEmpty() || policy.limits(caller).takes(image)) {
            return draft;
        }
        List<Check> problems = new ArrayList<>(draft.problems());
        problems.add(refused(image));
        return new Draft(draft.spec(), problems, draft.warnings());
    }

    /**
     * Looks at the image that a job ends up with, its template's perhaps.
     *
     * @throws JobGridException INVALID_REQUEST if the caller may not run it
     */
    public void checkImage(Caller caller, String image) {
        if (!policy.limits(caller).takes(image)) {
            Check check = refused(image);
            throw new JobGridException(check.code(), check.message(), List.of(check), Optional.empty());
        }
    }

    private static Check refused(String image) {
        String shown = image.length() <= MAX_SHOWN ? image : image.substring(0, MAX_SHOWN) + "…";
        return Check.invalid("image", "image is '" + shown + "', which is not among those that this grid takes")
                .withAction("Use an image that is allowed, or ask the grid's operator to allow this one.");
    }

    /**
     * Lets jobs in, all or none.
     *
     * @return what to store them with
     * @throws JobGridException USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED or QUEUE_SATURATED, with when to come again
     */
    public Tickets admit(Caller caller, List<JobId> jobs) {
        AdmissionLimits limits = policy.limits(caller);
        if (jobs.isEmpty() || !limits.counts()) {
            return new Tickets(store, caller.workspace(), List.of());
        }
        Tickets tickets =
                new Tickets(store, caller.workspace(), limits.concurrentJobs().isPresent() ? jobs : List.of());
        // What failed may have left them all the same, if only its answer was lost.
        Optional<Overload> overload =
                tickets.orRelease(() -> store.admit(new Admission(caller.workspace(), jobs, limits, clock.instant())));
        if (overload.isPresent()) {
            throw refused(foretold(caller, overload.get()));
        }
        return tickets;
    }

    /** With the time at which a job is foretold to end, where it takes an end to make room. */
    private Overload foretold(Caller caller, Overload overload) {
        return switch (overload.code()) {
            case USER_CONCURRENT_LIMIT ->
                overload.after(room.in(job -> job.ref().workspace().equals(caller.workspace())));
            case QUEUE_SATURATED -> overload.after(room.in(job -> true));
            default -> overload;
        };
    }

    /** Whether a caller's jobs are counted at all. */
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
        return new JobGridException(overload.code(), message, List.of(), Optional.of(overload.retryAfter()));
    }
}

package dev.jobgrid.internal.plans;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeCircuitBreakers;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.internal.schedule.WorkspaceQueue;
import dev.jobgrid.internal.submit.Submitter;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.JobReads;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Launch plans: jobs that hold their places until the go. Thread-safe. */
public final class LaunchPlans {
    private static final Duration HOLD = Duration.ofMinutes(5);
    private static final Duration MIN_HOLD = Duration.ofSeconds(10);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final int MAX_QUEUE = 100;

    /** Whoever waits gives up first, and says why; a plan whose waiter is gone gets no place after that. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Parts with;
    private final PlanWaits waits;

    /**
     * The collaborators of launch plans.
     *
     * @param checkOpen throws once the grid is closed
     */
    public record Parts(
            Submitter submitter,
            JobReads jobs,
            JobWriter writer,
            Changes changes,
            WorkspaceQueue queue,
            Runners runners,
            Capacity capacity,
            NodeCircuitBreakers breakers,
            GridSettings.Plans settings,
            GridClock clock,
            Runnable checkOpen) {}

    /** Launch plans of a grid. */
    public LaunchPlans(Parts with) {
        this.with = with;
        this.waits = new PlanWaits(
                with.jobs(), with.writer(), with.changes(), with.clock(), this::unplaced, with.checkOpen());
    }

    /** Waits until plans have their places. */
    public Loop waits() {
        return waits;
    }

    /** Ends the waits of a grid that is closed. */
    public void close() {
        waits.close();
    }

    /**
     * Makes a launch plan. Does not block on its place; the stage fails as a submit does, or with
     * LAUNCH_PLAN_UNAVAILABLE.
     */
    public CompletionStage<LaunchPlan> plan(Caller caller, Draft draft, PlanOptions options) {
        checkEnabled();
        Duration max = with.settings().maxHold();
        Duration length = options.hold().orElse(HOLD.compareTo(max) < 0 ? HOLD : max);
        check("hold_seconds", length, MIN_HOLD, max);
        check("wait_seconds", options.maxWait(), Duration.ZERO, MAX_WAIT);
        LaunchHold hold = LaunchHold.waiting(
                length.truncatedTo(ChronoUnit.MILLIS),
                with.clock().instant().plus(options.maxWait()).plus(GRACE));
        SubmitOptions once = new SubmitOptions(options.idempotencyKey(), Optional.empty());
        return with.submitter()
                .planAsync(caller, draft, once, hold, spec -> checkRoom(caller.workspace(), spec))
                .thenCompose(receipt -> waits.await(receipt.job().ref(), options.maxWait())
                        .thenApply(job ->
                                LaunchPlan.of(job).orElseThrow(() -> ended(job)).replayed(receipt.replayed())));
    }

    private static void check(String field, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    field + " is " + seconds(value) + "; " + min.toSeconds() + " to " + max.toSeconds()
                            + " are allowed");
        }
    }

    private static String seconds(Duration value) {
        boolean isWhole = value.equals(Duration.ofSeconds(value.toSeconds()));
        return isWhole ? String.valueOf(value.toSeconds()) : String.valueOf(value.toMillis() / 1000.0);
    }

    private void checkEnabled() {
        if (with.settings().maxPerWorkspace() == 0) {
            throw new JobGridException(ErrorCode.NOT_FOUND, "launch plans are not enabled on this grid");
        }
    }

    private void checkRoom(WorkspaceId workspace, JobSpec spec) {
        List<LaunchPlan> held = heldOf(workspace);
        int plans = with.settings().maxPerWorkspace();
        if (held.size() >= plans) {
            throw full("holds " + held.size() + " launch plans, and " + plans + " are allowed", held);
        }
        int gpus = held.stream().mapToInt(LaunchPlan::gpus).sum();
        int asked = spec.gpu().gpus();
        int most = with.settings().maxGpusPerWorkspace().orElse(Integer.MAX_VALUE);
        if (gpus + asked > most) {
            throw full(
                    "holds " + gpus + " GPUs by launch plans, this one needs " + asked + ", and " + most
                            + " are allowed",
                    held);
        }
    }

    private JobGridException full(String what, List<LaunchPlan> held) {
        Instant now = with.clock().instant();
        Optional<Duration> wait = held.stream()
                .map(plan -> Duration.between(now, plan.expires()))
                .min(Duration::compareTo)
                .map(left -> left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
        return new JobGridException(
                ErrorCode.USER_CONCURRENT_LIMIT,
                "this workspace " + what + "; launch one or give one back"
                        + wait.map(left -> ", or wait " + left.toSeconds() + " s for the first to end")
                                .orElse(""),
                List.of(),
                wait);
    }

    /** The launch plans of a workspace that hold their places, newest first. */
    public List<LaunchPlan> held(WorkspaceId workspace) {
        checkEnabled();
        return heldOf(workspace);
    }

    private List<LaunchPlan> heldOf(WorkspaceId workspace) {
        List<LaunchPlan> held = new ArrayList<>();
        Optional<JobQuery.Cursor> after = Optional.empty();
        List<Job> page;
        do {
            page = with.jobs()
                    .list(new JobQuery(workspace, Optional.of(JobStatus.ASSIGNED), after, JobQuery.MAX_LIMIT));
            page.stream()
                    .filter(Job::isHeld)
                    .flatMap(job -> LaunchPlan.of(job).stream())
                    .forEach(held::add);
            after = page.isEmpty() ? after : Optional.of(cursor(page.get(page.size() - 1)));
        } while (page.size() == JobQuery.MAX_LIMIT);
        return held;
    }

    private static JobQuery.Cursor cursor(Job last) {
        return new JobQuery.Cursor(last.state().times().created(), last.id());
    }

    /**
     * A launch plan, in whatever state.
     *
     * @throws JobGridException NOT_FOUND
     */
    public LaunchPlan find(JobRef ref) {
        return LaunchPlan.of(job(ref)).orElseThrow();
    }

    private Job job(JobRef ref) {
        checkEnabled();
        return with.jobs()
                .find(ref)
                .filter(job -> LaunchPlan.of(job).isPresent())
                .orElseThrow(() -> JobGridException.notFound("launch plan " + ref.id()));
    }

    /**
     * Gives a launch plan the go.
     *
     * @param draft empty, or with fields of the plan's own draft
     * @throws JobGridException CONFLICT for other fields, LAUNCH_PLAN_ENDED, or LAUNCH_PLAN_UNAVAILABLE while its node
     *     takes no work
     */
    public Receipt launch(Caller caller, Draft draft, SubmitOptions options) {
        options.idempotencyKey().ifPresent(Submitter::checkKey);
        JobRef ref = new JobRef(caller.workspace(), options.launchPlan().orElseThrow());
        Job job = job(ref);
        PlanDifferences.refuse(job, draft);
        while (job.isHeld()) {
            refuseClosed(job);
            Transition go =
                    PlanChanges.launched(job, caller.subject(), with.clock().instant());
            if (with.writer().apply(go)) {
                with.runners().noteChange(ref);
                return new Receipt(go.after(), false, draft.warnings());
            }
            job = job(ref);
        }
        if (!job.state().isPlan(LaunchHold.Stage.LAUNCHED)) {
            throw ended(job);
        }
        return new Receipt(job, true, draft.warnings());
    }

    private void refuseClosed(Job held) {
        Placement place = held.attempt().placement().orElseThrow();
        with.capacity()
                .refusal(place)
                .or(() -> with.breakers().reason(place, held.spec().image()))
                .ifPresent(why -> {
                    throw new JobGridException(
                            ErrorCode.LAUNCH_PLAN_UNAVAILABLE,
                            "launch plan " + held.id() + " cannot start now: " + why + "; it is held until "
                                    + held.state().hold().orElseThrow().at().truncatedTo(ChronoUnit.SECONDS));
                });
    }

    private JobGridException unplaced(Job queued) {
        Optional<QueuedJob> turn = with.queue().of(queued.ref().workspace(), MAX_QUEUE).jobs().stream()
                .filter(job -> job.id().equals(queued.id()))
                .findFirst();
        String before = turn.map(QueuedJob::before)
                .map(count -> count == 1 ? "1 job is before it. " : count + " jobs are before it. ")
                .orElse("more than " + MAX_QUEUE + " jobs are before it. ");
        return new JobGridException(
                ErrorCode.LAUNCH_PLAN_UNAVAILABLE,
                "no place was free for the launch plan in time: "
                        + turn.filter(job -> job.before() == 0).map(first -> "").orElse(before)
                        + "While it waited: "
                        + turn.map(QueuedJob::reason).orElse(queued.state().message())
                        + " Nothing is held; ask again, or with a longer wait");
    }

    private static JobGridException ended(Job job) {
        String id = "launch plan " + job.id();
        return LaunchPlan.of(job)
                .map(plan -> new JobGridException(
                        ErrorCode.LAUNCH_PLAN_ENDED,
                        id + " " + word(plan.state()) + " at "
                                + plan.ended().orElse(plan.expires()).truncatedTo(ChronoUnit.SECONDS)
                                + "; make a new estimate and plan"))
                .orElseGet(() -> new JobGridException(
                        ErrorCode.LAUNCH_PLAN_UNAVAILABLE,
                        id + " got no place: " + job.state().reason()));
    }

    private static String word(LaunchPlan.State state) {
        return switch (state) {
            case EXPIRED -> "expired";
            case RELEASED -> "was given back";
            case LOST -> "lost its place";
            case HELD, LAUNCHED -> "was launched";
        };
    }
}

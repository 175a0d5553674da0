package dev.jobgrid.internal.submit;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.admission.Admissions;
import dev.jobgrid.internal.admission.Tickets;
import dev.jobgrid.internal.credits.Funding;
import dev.jobgrid.internal.estimate.Estimator;
import dev.jobgrid.internal.screening.Screened;
import dev.jobgrid.internal.screening.Screener;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Signal;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.JobStore;
import dev.jobgrid.spi.NewJob;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes jobs: screen, classify, route, store. One transaction, whether it is one job or many. Thread-safe. */
public final class Submitter {
    private static final Duration KEY_LIFETIME = Duration.ofHours(24);
    private static final int MAX_KEY = 255;

    private final Screener screener;
    private final Estimator estimator;
    private final JobStore jobs;
    private final Admissions admissions;
    private final Funding funding;
    private final GridSettings.Work settings;
    private final InstantSource clock;
    private final Supplier<Consumer<List<Job>>> onNew;

    /**
     * A submitter into this store.
     *
     * @param onNew called before jobs are stored; what it gives takes those that were
     */
    public Submitter(
            Screener screener,
            Estimator estimator,
            JobStore jobs,
            Admissions admissions,
            Funding funding,
            GridSettings.Work settings,
            InstantSource clock,
            Supplier<Consumer<List<Job>>> onNew) {
        this.screener = screener;
        this.estimator = estimator;
        this.jobs = jobs;
        this.admissions = admissions;
        this.funding = funding;
        this.settings = settings;
        this.clock = clock;
        this.onNew = onNew;
    }

    /** Takes one job. */
    public Receipt submit(Caller caller, Draft draft, SubmitOptions options) {
        admissions.checkOpen();
        NewJob job = prepared(caller, draft, options);
        Tickets tickets = admit(caller, List.of(job));
        Consumer<List<Job>> created = onNew.get();
        return taken(job, tickets.use(() -> jobs.create(List.of(job))), created);
    }

    /** Takes one job, stored as {@link JobStore#createAsync} does; what stands against it before that is thrown. */
    public CompletionStage<Receipt> submitAsync(Caller caller, Draft draft, SubmitOptions options) {
        admissions.checkOpen();
        NewJob job = prepared(caller, draft, options);
        Tickets tickets = admit(caller, List.of(job));
        Consumer<List<Job>> created = onNew.get();
        return tickets.useAsync(() -> jobs.createAsync(List.of(job)))
                .thenApply(creations -> taken(job, creations, created));
    }

    private static Receipt taken(NewJob job, List<Creation> creations, Consumer<List<Job>> created) {
        Receipt receipt = receipt(job, creations.get(0));
        created.accept(created(creations));
        return receipt;
    }

    /**
     * Takes one job, stored as told. Nobody is woken: when it can be seen, only who stores it knows.
     *
     * @param create stores new jobs as {@link JobStore#create} does
     */
    public Receipt submit(
            Caller caller, Draft draft, SubmitOptions options, Function<List<NewJob>, List<Creation>> create) {
        admissions.checkOpen();
        NewJob job = prepared(caller, draft, options);
        Tickets tickets = admit(caller, List.of(job));
        return receipt(job, tickets.use(() -> create.apply(List.of(job))).get(0));
    }

    /**
     * Takes many jobs, or none if one of them is refused.
     *
     * @throws JobGridException as for one job, its place in the list before the message
     */
    public List<Receipt> submitAll(Caller caller, List<JobSpec> specs) {
        admissions.checkOpen();
        List<NewJob> prepared = new ArrayList<>(specs.size());
        Map<JobRef, Job> byRef = new HashMap<>();
        for (JobSpec spec : specs) {
            try {
                NewJob job = prepared(caller, Draft.of(spec), SubmitOptions.NONE);
                checkId(job, byRef);
                byRef.put(job.job().ref(), job.job());
                prepared.add(job);
            } catch (JobGridException e) {
                throw at(prepared.size(), e);
            }
        }
        Tickets tickets = admit(caller, prepared);
        Consumer<List<Job>> created = onNew.get();
        List<Creation> creations = tickets.use(() -> jobs.create(prepared));
        created.accept(created(creations));
        List<Receipt> receipts = new ArrayList<>(specs.size());
        for (int i = 0; i < creations.size(); i++) {
            receipts.add(receipt(prepared.get(i), creations.get(i)));
        }
        return receipts;
    }

    private static List<Job> created(List<Creation> creations) {
        return creations.stream()
                .filter(creation -> creation.found() == Creation.Found.CREATED)
                .map(Creation::job)
                .toList();
    }

    /** Looked at before anything is stored, so that an id that is taken keeps out the whole list. */
    private void checkId(NewJob job, Map<JobRef, Job> earlier) {
        if (job.job().spec().id().isPresent()) {
            JobRef ref = job.job().ref();
            Optional.ofNullable(earlier.get(ref))
                    .or(() -> jobs.find(ref))
                    .ifPresent(there -> receipt(job, new Creation(there, Creation.Found.SAME_ID)));
        }
    }

    private static JobGridException at(int index, JobGridException refused) {
        return new JobGridException(
                refused.code(), "jobs[" + index + "]: " + refused.getMessage(), refused.checks(), refused.retryAfter());
    }

    /** Jobs taken before are answered as they were, however many there are now. */
    private Tickets admit(Caller caller, List<NewJob> prepared) {
        List<JobId> counted = admissions.counts(caller)
                ? prepared.stream()
                        .filter(job -> !isKnown(job))
                        .map(job -> job.job().id())
                        .toList()
                : List.of();
        return admissions.admit(caller, counted);
    }

    private boolean isKnown(NewJob job) {
        return job.idempotency()
                        .flatMap(key -> jobs.findByKey(job.job().ref().workspace(), key.key(), key.now()))
                        .isPresent()
                || job.job().spec().id().isPresent()
                        && jobs.find(job.job().ref()).isPresent();
    }

    private NewJob prepared(Caller caller, Draft draft, SubmitOptions options) {
        WorkspaceId workspace = caller.workspace();
        options.idempotencyKey().ifPresent(Submitter::checkKey);
        Screened screened = screener.forSubmit(workspace, admissions.looked(caller, draft));
        JobSpec spec = screened.orThrow();
        admissions.checkImage(caller, spec.image());
        Decision decision = estimator.route(workspace, screened);
        Instant now = clock.instant();
        screener.use(workspace, spec.files(), now);
        JobRef ref = new JobRef(workspace, spec.id().orElseGet(JobId::random));
        if (decision.outcome() == Outcome.UNSATISFIABLE
                && isRefusedUnplaceable(caller)
                && !isKnown(ref, options, now)) {
            throw Unplaceable.refusal(decision);
        }
        Cost cost = funding.held(caller, estimator.cost(workspace, spec, decision));
        estimator.taken(ref, decision);
        Transition submitted = Transition.of(Job.pending(ref, spec, cost, now), now)
                .event("job.submitted", "Job submitted", "The job was accepted.")
                .build();
        Transition queued = Transition.of(submitted.after(), Signal.ADMIT, now)
                .phase(ExecutionPhase.QUEUED)
                .message("The job is queued.")
                .event("job.queued", "Job queued", "The job waits for its place.")
                .build();
        List<JobEvent> events = new ArrayList<>(submitted.events());
        events.addAll(queued.events());
        return new NewJob(
                queued.after(),
                events,
                cost.max(),
                options.idempotencyKey().map(key -> new NewJob.IdempotencyKey(key, now, now.plus(KEY_LIFETIME))));
    }

    /** What nothing can run has no price, so that one who pays could not hold back anything for it. */
    private boolean isRefusedUnplaceable(Caller caller) {
        return !settings.queuesUnplaceable() || funding.pays(caller);
    }

    /** Whether the job was taken before: then it is answered as it was, whatever the grid could run now. */
    private boolean isKnown(JobRef ref, SubmitOptions options, Instant now) {
        return options.idempotencyKey()
                        .flatMap(key -> jobs.findByKey(ref.workspace(), key, now))
                        .isPresent()
                || jobs.find(ref).isPresent();
    }

    private static void checkKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "Idempotency-Key has " + key.length() + " characters, 1 to " + MAX_KEY + " are allowed");
        }
        if (key.indexOf('\0') >= 0) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, "Idempotency-Key has a NUL in it; leave that out");
        }
    }

    private static Receipt receipt(NewJob asked, Creation creation) {
        JobSpec spec = asked.job().spec();
        Job stored = creation.job();
        return switch (creation.found()) {
            case CREATED -> new Receipt(stored, false);
            case UNFUNDED -> throw Funding.refused(creation.shortfall());
            case SAME_ID -> {
                if (!stored.spec().equals(spec)) {
                    throw new JobGridException(
                            ErrorCode.CONFLICT,
                            "job " + stored.id() + " exists with another draft; choose another id, or leave it out");
                }
                yield new Receipt(stored, true);
            }
            case SAME_KEY -> {
                if (!stored.spec().equals(spec)) {
                    throw new JobGridException(
                            ErrorCode.INVALID_REQUEST,
                            "this Idempotency-Key was used for another draft; use a new key for a new job",
                            List.of(Check.invalid("Idempotency-Key", "used for job " + stored.id() + " before")),
                            Optional.empty());
                }
                yield new Receipt(stored, true);
            }
        };
    }
}

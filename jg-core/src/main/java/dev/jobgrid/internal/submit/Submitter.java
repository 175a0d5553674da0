package dev.jobgrid.internal.submit;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.admission.AdmissionTickets;
import dev.jobgrid.internal.admission.Admissions;
import dev.jobgrid.internal.credits.CreditCheck;
import dev.jobgrid.internal.estimate.Estimator;
import dev.jobgrid.internal.estimate.Quote;
import dev.jobgrid.internal.schedule.Dispatcher;
import dev.jobgrid.internal.schedule.PlacedSubmit;
import dev.jobgrid.internal.screening.Screener;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Submits jobs: evaluate, admit, store. One transaction for one job or many. Thread-safe. */
public final class Submitter {
    private static final Duration KEY_LIFETIME = Duration.ofHours(24);
    private static final int MAX_KEY = 255;

    private final Screener screener;
    private final Estimator estimator;
    private final DraftEvaluator evaluator;
    private final JobStore jobs;
    private final Admissions admissions;
    private final Dispatcher dispatcher;
    private final InstantSource clock;
    private final Supplier<Consumer<List<Job>>> onNew;

    /** A job that can be stored, its quote, and warnings for its client. */
    private record Prepared(NewJob job, Quote quote, List<String> warnings) {
        JobRef ref() {
            return job.job().ref();
        }
    }

    /**
     * A submitter into this store.
     *
     * @param onNew called before jobs are stored; its result receives the stored ones
     */
    public Submitter(
            Screener screener,
            Estimator estimator,
            DraftEvaluator evaluator,
            JobStore jobs,
            Admissions admissions,
            Dispatcher dispatcher,
            InstantSource clock,
            Supplier<Consumer<List<Job>>> onNew) {
        this.screener = screener;
        this.estimator = estimator;
        this.evaluator = evaluator;
        this.jobs = jobs;
        this.admissions = admissions;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.onNew = onNew;
    }

    /** Submits one job. */
    public Receipt submit(Caller caller, Draft draft, SubmitOptions options) {
        admissions.checkOpen();
        return stored(caller, prepared(caller, draft, options));
    }

    private Receipt stored(Caller caller, Prepared job) {
        Optional<Creation> placed = tryPlace(caller, job).flatMap(place -> place.store(job.job(), jobs));
        if (placed.isPresent()) {
            return receipt(job, placed.get());
        }
        AdmissionTickets tickets = admit(caller, List.of(job));
        Consumer<List<Job>> created = onNew.get();
        return taken(job, tickets.use(() -> jobs.create(List.of(job.job()))), created);
    }

    /** Submits a stored job once more, with changes. */
    public Receipt rerun(Caller caller, Job original, DraftChanges changes, SubmitOptions options) {
        admissions.checkOpen();
        Draft draft = changes.applied(original.spec());
        String accepted = "The job was accepted, as a rerun of job " + original.id() + ".";
        return stored(caller, prepared(caller, draft, options, accepted));
    }

    /** Submits one job with {@link JobStore#createAsync}; violations found before that are thrown. */
    public CompletionStage<Receipt> submitAsync(Caller caller, Draft draft, SubmitOptions options) {
        admissions.checkOpen();
        return submitAsync(caller, prepared(caller, draft, options));
    }

    /**
     * Submits a launch plan, as {@link #submitAsync(Caller, Draft, SubmitOptions)} submits a job.
     *
     * @param check called with its spec before it is stored, unless it was submitted before; throws to refuse it
     */
    public CompletionStage<Receipt> planAsync(
            Caller caller, Draft draft, SubmitOptions options, LaunchHold hold, Consumer<JobSpec> check) {
        admissions.checkOpen();
        Prepared job = prepared(caller, draft, options, "The launch plan was accepted.", Optional.of(hold));
        if (!isKnown(job.job())) {
            check.accept(job.job().job().spec());
        }
        return submitAsync(caller, job);
    }

    private CompletionStage<Receipt> submitAsync(Caller caller, Prepared job) {
        Optional<PlacedSubmit> place = tryPlace(caller, job);
        return place.isEmpty()
                ? storedAsync(caller, job)
                : place.get()
                        .storeAsync(job.job(), jobs)
                        .thenCompose(placed -> placed.map(made -> (CompletionStage<Receipt>)
                                        CompletableFuture.completedFuture(receipt(job, made)))
                                .orElseGet(() -> storedAsync(caller, job)));
    }

    /** Places the job with its submit, if only free devices decide about that. */
    private Optional<PlacedSubmit> tryPlace(Caller caller, Prepared job) {
        Job fresh = job.job().job();
        boolean isLimited = fresh.state().cost().held().isPresent() || admissions.counts(caller, fresh.spec());
        boolean waits = isLimited || job.quote().awaited().isPresent();
        return waits ? Optional.empty() : dispatcher.tryPlace(fresh, job.quote().decision());
    }

    private CompletionStage<Receipt> storedAsync(Caller caller, Prepared job) {
        AdmissionTickets tickets = admit(caller, List.of(job));
        Consumer<List<Job>> created = onNew.get();
        return tickets.useAsync(() -> jobs.createAsync(List.of(job.job())))
                .thenApply(creations -> taken(job, creations, created));
    }

    private static Receipt taken(Prepared job, List<Creation> creations, Consumer<List<Job>> created) {
        Receipt receipt = receipt(job, creations.get(0));
        created.accept(created(creations));
        return receipt;
    }

    /**
     * Submits one job, stored with the given function. Wakes nothing: only the caller knows when the job becomes
     * visible.
     *
     * @param create stores new jobs as {@link JobStore#create} does
     */
    public Receipt submit(
            Caller caller, Draft draft, SubmitOptions options, Function<List<NewJob>, List<Creation>> create) {
        admissions.checkOpen();
        Prepared job = prepared(caller, draft, options);
        AdmissionTickets tickets = admit(caller, List.of(job));
        return receipt(job, tickets.use(() -> create.apply(List.of(job.job()))).get(0));
    }

    /**
     * Submits many jobs, or none if one of them is refused.
     *
     * @throws JobGridException as for one job, with its index in the list before the message
     */
    public List<Receipt> submitAll(Caller caller, List<Draft> drafts) {
        admissions.checkOpen();
        List<Prepared> prepared = new ArrayList<>(drafts.size());
        Map<JobRef, Job> byRef = new HashMap<>();
        for (Draft draft : drafts) {
            try {
                Prepared job = prepared(caller, draft, SubmitOptions.NONE);
                checkId(job, byRef);
                byRef.put(job.ref(), job.job().job());
                prepared.add(job);
            } catch (JobGridException e) {
                throw at(prepared.size(), e);
            }
        }
        AdmissionTickets tickets = admit(caller, prepared);
        Consumer<List<Job>> created = onNew.get();
        List<Creation> creations = tickets.use(
                () -> jobs.create(prepared.stream().map(Prepared::job).toList()));
        created.accept(created(creations));
        return receipts(prepared, creations);
    }

    /** Jobs are rejected with their batch only if another id or key of the list is taken, which the refusal reports. */
    private static List<Receipt> receipts(List<Prepared> prepared, List<Creation> creations) {
        List<Receipt> receipts = new ArrayList<>(creations.size());
        for (int i = 0; i < creations.size(); i++) {
            if (creations.get(i).found() != Creation.Found.BATCH_REJECTED) {
                receipts.add(receipt(i, prepared.get(i), creations.get(i)));
            }
        }
        return receipts;
    }

    private static Receipt receipt(int index, Prepared asked, Creation creation) {
        try {
            return receipt(asked, creation);
        } catch (JobGridException e) {
            throw creation.found().isStored() ? at(index, e) : e;
        }
    }

    private static List<Job> created(List<Creation> creations) {
        return creations.stream()
                .filter(creation -> creation.found() == Creation.Found.CREATED)
                .map(Creation::job)
                .toList();
    }

    /** Checked before anything is stored, so that a taken id rejects the whole list. */
    private void checkId(Prepared job, Map<JobRef, Job> earlier) {
        if (job.job().job().spec().id().isPresent()) {
            JobRef ref = job.ref();
            Optional.ofNullable(earlier.get(ref))
                    .or(() -> jobs.find(ref))
                    .ifPresent(there -> receipt(job, new Creation(there, Creation.Found.SAME_ID)));
        }
    }

    private static JobGridException at(int index, JobGridException refused) {
        return new JobGridException(
                refused.code(), "jobs[" + index + "]: " + refused.getMessage(), refused.checks(), refused.retryAfter());
    }

    /** Jobs submitted before are returned as stored, whatever the limits now. */
    private AdmissionTickets admit(Caller caller, List<Prepared> prepared) {
        List<Job> counted = prepared.stream()
                .filter(job -> admissions.counts(caller, job.job().job().spec()))
                .filter(job -> !isKnown(job.job()))
                .map(job -> job.job().job())
                .toList();
        return admissions.admit(caller, counted);
    }

    private boolean isKnown(NewJob fresh) {
        SubmitOptions options =
                new SubmitOptions(fresh.idempotency().map(NewJob.IdempotencyKey::key), Optional.empty());
        Job job = fresh.job();
        return evaluator.isKnown(job.ref().workspace(), job.spec().id(), options, clock.instant());
    }

    private Prepared prepared(Caller caller, Draft draft, SubmitOptions options) {
        return prepared(caller, draft, options, "The job was accepted.");
    }

    private Prepared prepared(Caller caller, Draft draft, SubmitOptions options, String accepted) {
        return prepared(caller, draft, options, accepted, Optional.empty());
    }

    private Prepared prepared(
            Caller caller, Draft draft, SubmitOptions options, String accepted, Optional<LaunchHold> hold) {
        WorkspaceId workspace = caller.workspace();
        options.launchPlan().ifPresent(Submitter::refuseGo);
        options.idempotencyKey().ifPresent(Submitter::checkKey);
        Instant now = clock.instant();
        AcceptedDraft found = evaluator.assess(caller, draft, options, now);
        JobSpec spec = found.spec();
        screener.use(workspace, spec.files(), now);
        JobRef ref = new JobRef(workspace, spec.id().orElseGet(JobId::random));
        estimator.taken(ref, found.quote());
        Transition submitted = Transition.of(Job.pending(ref, spec, found.cost(), hold, caller.subject(), now), now)
                .by(caller.subject())
                .event("job.submitted", "Job submitted", accepted)
                .build();
        Transition queued = Transition.of(submitted.after(), Trigger.ADMIT, now)
                .phase(ExecutionPhase.QUEUED)
                .message("The job is queued.")
                .event("job.queued", "Job queued", "The job waits to be scheduled.")
                .build();
        List<JobEvent> events = new ArrayList<>(submitted.events());
        events.addAll(queued.events());
        NewJob job = new NewJob(
                queued.after(),
                events,
                found.cost().max(),
                options.idempotencyKey().map(key -> new NewJob.IdempotencyKey(key, now, now.plus(KEY_LIFETIME))));
        return new Prepared(job, found.quote(), found.warnings());
    }

    private static void refuseGo(JobId plan) {
        throw new JobGridException(
                ErrorCode.INVALID_REQUEST,
                "launch plan " + plan + " is launched by a submit of its own: one job, no transaction and no rerun");
    }

    /** Refuses an idempotency key that is too long, empty or no text. */
    public static void checkKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "Idempotency-Key has " + key.length() + " characters, 1 to " + MAX_KEY + " are allowed");
        }
        if (key.indexOf('\0') >= 0) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, "Idempotency-Key has a NUL in it; leave that out");
        }
    }

    private static Receipt receipt(Prepared asked, Creation creation) {
        Job stored = creation.job();
        return switch (creation.found()) {
            // As it was accepted, also where it is placed already.
            case CREATED -> new Receipt(asked.job().job(), false, asked.warnings());
            case BATCH_REJECTED, DEVICE_HELD ->
                throw new IllegalStateException(
                        "job " + stored.id() + " was rejected, though it is alone and has no device");
            case UNFUNDED -> throw CreditCheck.refused(creation.shortfall());
            case SAME_ID -> {
                if (!isSame(stored, asked.job().job())) {
                    throw ReplayConflicts.idTaken(stored);
                }
                yield new Receipt(stored, true, asked.warnings());
            }
            case SAME_KEY -> {
                if (!isSame(stored, asked.job().job())) {
                    throw ReplayConflicts.keyTaken(stored);
                }
                yield new Receipt(stored, true, asked.warnings());
            }
        };
    }

    /** A launch plan is no submit of the same draft. */
    private static boolean isSame(Job stored, Job asked) {
        return stored.spec().equals(asked.spec())
                && stored.state().hold().isPresent() == asked.state().hold().isPresent();
    }
}

package dev.jobgrid.internal.submit;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.admission.Admissions;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.credits.CreditCheck;
import dev.jobgrid.internal.estimate.Estimator;
import dev.jobgrid.internal.estimate.Quote;
import dev.jobgrid.internal.screening.Screened;
import dev.jobgrid.internal.screening.Screener;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.store.JobReads;
import dev.jobgrid.submit.SubmitOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates a draft against its own fields and the grid's state. estimate() and submit() share it, so an estimate never
 * accepts what a submit would refuse. Read-only. Thread-safe.
 */
public final class DraftEvaluator {
    private final Screener screener;
    private final Estimator estimator;
    private final Capacity capacity;
    private final JobReads jobs;
    private final Admissions admissions;
    private final CreditCheck creditCheck;
    private final GridSettings.Work settings;
    private final Optional<CallbackSender> callbacks;

    /** An evaluator of drafts for this grid. */
    public DraftEvaluator(
            Screener screener,
            Estimator estimator,
            Capacity capacity,
            JobReads jobs,
            Admissions admissions,
            CreditCheck creditCheck,
            GridSettings.Work settings,
            Optional<CallbackSender> callbacks) {
        this.screener = screener;
        this.estimator = estimator;
        this.capacity = capacity;
        this.jobs = jobs;
        this.admissions = admissions;
        this.creditCheck = creditCheck;
        this.settings = settings;
        this.callbacks = callbacks;
    }

    /** The estimate of a draft, with everything that a submit of it would be refused for. */
    public Estimate estimate(Caller caller, Draft draft) {
        WorkspaceId workspace = caller.workspace();
        Screened screened = completed(caller, screener.forEstimate(workspace, draft));
        Quote quote = estimator.quote(workspace, screened);
        List<Check> checks = new ArrayList<>(screened.screening().checks());
        Optional<Job> there = screened.spec().id().flatMap(id -> jobs.find(new JobRef(workspace, id)));
        if (there.isEmpty()) {
            obstacles(caller, screened, quote).forEach(obstacle -> checks.addAll(obstacle.checks()));
            admissions.overload(caller, screened.spec()).ifPresent(overload -> checks.addAll(overload.checks()));
        } else if (!there.get().spec().equals(screened.spec())) {
            checks.addAll(ReplayConflicts.idTaken(there.get()).checks());
        }
        return estimator.estimate(workspace, screened.warning(quote.awaited()), quote, new Screening(checks));
    }

    /**
     * Accepts a draft without violations. Does not check admission, which {@link Admissions} decides, nor taken ids and
     * keys, which the store decides.
     *
     * @throws JobGridException with the first violation
     */
    AcceptedDraft assess(Caller caller, Draft draft, SubmitOptions options, Instant now) {
        WorkspaceId workspace = caller.workspace();
        Screened screened = completed(caller, screener.forSubmit(workspace, draft));
        JobSpec spec = screened.orThrow();
        Quote quote = estimator.quote(workspace, screened);
        List<JobGridException> obstacles = obstacles(caller, screened, quote);
        if (!obstacles.isEmpty() && !isKnown(workspace, spec.id(), options, now)) {
            throw obstacles.get(0);
        }
        return new AcceptedDraft(
                spec,
                quote,
                held(caller, quote),
                screened.warning(quote.awaited()).warnings());
    }

    private Screened completed(Caller caller, Screened screened) {
        return screened.with(admissions.checkImage(caller, screened.spec().image()))
                .warning(screened.spec().callback().flatMap(this::unsent));
    }

    /** Why no callback can be sent to the job's receiver. */
    private Optional<String> unsent(CallbackTarget target) {
        return callbacks
                .map(sender -> sender.undeliverableReason(target))
                .orElseGet(() -> Optional.of("this grid sends no callbacks"))
                .map(reason -> "callback_url is kept, and nothing will be sent to it: " + reason);
    }

    /** Violations by the grid's state, in the order in which a submit is refused. */
    private List<JobGridException> obstacles(Caller caller, Screened screened, Quote quote) {
        if (!settings.allowsCpuWork() && !screened.classification().requiresGpu()) {
            return List.of(); // It is refused for that, and no offer was searched.
        }
        List<String> mounts = screened.spec().files().mounts();
        Optional<JobGridException> unknown = Unplaceable.unknownMount(
                mounts, mounts.isEmpty() ? Set.of() : capacity.mounts().open(caller.workspace()));
        if (unknown.isPresent()) {
            return List.of(unknown.get());
        }
        if (quote.decision().outcome() != Outcome.UNSATISFIABLE) {
            return creditCheck
                    .missing(caller.workspace(), held(caller, quote))
                    .map(missing -> List.of(CreditCheck.refused(Optional.of(missing))))
                    .orElse(List.of());
        }
        // A job that nothing can run has no price, so that no credits could be reserved for it.
        boolean isQueued = settings.queuesUnplaceable() || quote.awaited().isPresent();
        return isQueued && !creditCheck.pays(caller)
                ? List.of()
                : List.of(Unplaceable.refusal(quote.decision(), mounts));
    }

    private Cost held(Caller caller, Quote quote) {
        return creditCheck.held(caller, quote.cost());
    }

    /** Whether the job was submitted before: then it is returned as stored, whatever the grid could run now. */
    boolean isKnown(WorkspaceId workspace, Optional<JobId> id, SubmitOptions options, Instant now) {
        return options.idempotencyKey()
                        .flatMap(key -> jobs.findByKey(workspace, key, now))
                        .isPresent()
                || id.flatMap(taken -> jobs.find(new JobRef(workspace, taken))).isPresent();
    }
}

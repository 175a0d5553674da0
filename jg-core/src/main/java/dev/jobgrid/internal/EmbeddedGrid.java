package dev.jobgrid.internal;

import dev.jobgrid.Artifacts;
import dev.jobgrid.Callbacks;
import dev.jobgrid.Credits;
import dev.jobgrid.GridSettings;
import dev.jobgrid.Inputs;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.Operations;
import dev.jobgrid.Templates;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.credits.StoredCredits;
import dev.jobgrid.internal.monitor.LiveJob;
import dev.jobgrid.internal.plugins.Waits;
import dev.jobgrid.internal.templates.CallersTemplates;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TransactionalJobs;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The grid of this process for one caller: checks the scope, adds the workspace, and delegates. Thread-safe. */
public final class EmbeddedGrid implements JobGrid {
    private static final int MAX_PAGE = 100;

    private final Services services;
    private final Caller caller;
    private final Rights rights;

    /** The components of a grid. */
    public record Parts(
            Storage storage,
            List<GpuExecutor> executors,
            Router router,
            Supplier<GpuCatalog> catalog,
            GridClock clock,
            GridSettings settings,
            Optional<Loops> loops,
            Optional<CallbackSender> callbacks,
            GridObserver observer,
            AdmissionPolicy admission,
            Optional<CreditPolicy> credits,
            RetentionRules retention,
            Waits waits) {}

    private EmbeddedGrid(Rights rights) {
        this.services = rights.services();
        this.caller = rights.caller();
        this.rights = rights;
    }

    /** Starts a grid for the owner of the default workspace. */
    public static JobGrid start(Parts parts) {
        Services services = Services.of(parts);
        services.start();
        return new EmbeddedGrid(new Rights(services, Caller.owner(WorkspaceId.DEFAULT), true));
    }

    @Override
    public JobGrid as(Caller other) {
        if (!caller.covers(other)) {
            rights.allowOperator(
                    "a caller's grid acts for nobody who may do more; use the grid that its process built");
        }
        return new EmbeddedGrid(new Rights(services, other, false));
    }

    @Override
    public Caller caller() {
        services.checkOpen();
        return caller;
    }

    @Override
    public Estimate estimate(Draft draft) {
        rights.allow(Scope.JOBS_ESTIMATE, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.evaluator().estimate(caller, draft);
    }

    @Override
    public Receipt submit(Draft draft, SubmitOptions options) {
        rights.allowSubmits();
        return options.launchPlan().isPresent()
                ? services.plans().launch(caller, draft, options)
                : services.submitter().submit(caller, draft, options);
    }

    @Override
    public CompletionStage<Receipt> submitAsync(Draft draft, SubmitOptions options) {
        return asStage(() -> {
            rights.allowSubmits();
            return options.launchPlan().isPresent()
                    ? CompletableFuture.completedStage(services.plans().launch(caller, draft, options))
                    : services.submitter().submitAsync(caller, draft, options);
        });
    }

    @Override
    public LaunchPlan plan(Draft draft, PlanOptions options) {
        try {
            return planAsync(draft, options).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public CompletionStage<LaunchPlan> planAsync(Draft draft, PlanOptions options) {
        return asStage(() -> {
            rights.allowSubmits();
            return services.plans().plan(caller, draft, options);
        });
    }

    @Override
    public LaunchPlan launchPlan(JobId id) {
        rights.allow(Scope.JOBS_READ, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.plans().find(rights.ref(id));
    }

    @Override
    public List<LaunchPlan> launchPlans() {
        rights.allow(Scope.JOBS_READ, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.plans().held(caller.workspace());
    }

    @Override
    public LaunchPlan releasePlan(JobId id) {
        rights.allowSubmits();
        services.plans().find(rights.ref(id)); // NOT_FOUND for a job that is none
        return LaunchPlan.of(services.canceller().release(rights.ref(id), caller.subject()))
                .orElseThrow();
    }

    @Override
    public Receipt submit(Draft draft, SubmitOptions options, Connection connection) {
        rights.allowSubmits();
        TransactionalJobs jobs = services.storage()
                .transactionalJobs()
                .orElseThrow(() -> new JobGridException(
                        ErrorCode.INVALID_REQUEST,
                        "this grid's store cannot join a transaction; submit without a connection"));
        return jobs.within(
                connection,
                () -> services.submitter().submit(caller, draft, options, fresh -> jobs.create(fresh, connection)));
    }

    @Override
    public Receipt rerun(JobId id, DraftChanges changes, SubmitOptions options) {
        rights.allowSubmits();
        rights.allowReads();
        return services.submitter().rerun(caller, services.monitor().job(rights.ref(id)), changes, options);
    }

    @Override
    public List<JobHandle> submitAll(List<JobSpec> specs) {
        return submitDrafts(specs.stream().map(Draft::of).toList()).stream()
                .map(receipt -> job(receipt.job().id()))
                .toList();
    }

    @Override
    public List<Receipt> submitDrafts(List<Draft> drafts) {
        rights.allowSubmits();
        return services.submitter().submitAll(caller, drafts);
    }

    @Override
    public JobHandle job(JobId id) {
        JobRef ref = rights.ref(id);
        return new LiveJob(
                this,
                ref,
                services.storage().jobs(),
                services.changes(),
                () -> services.runners().isFollowing(ref),
                services::checkOpen);
    }

    @Override
    public Job status(JobId id) {
        rights.allowReads();
        return services.monitor().job(rights.ref(id));
    }

    @Override
    public CompletionStage<Job> statusAsync(JobId id) {
        return asStage(() -> {
            rights.allowReads();
            return services.monitor().jobAsync(rights.ref(id));
        });
    }

    @Override
    public JobPage list(JobFilter filter, Optional<JobQuery.Cursor> after, int limit) {
        rights.allowReads();
        int read = Math.max(1, Math.min(MAX_PAGE, limit));
        return services.monitor().list(caller.workspace(), filter, after, read);
    }

    @Override
    public QueuePage queue(int limit) {
        rights.allowReads();
        return services.queue().of(caller.workspace(), Math.max(1, Math.min(MAX_PAGE, limit)));
    }

    @Override
    public List<FleetNode> fleet() {
        rights.allowReads();
        return services.fleet().of(caller.workspace());
    }

    @Override
    public List<JobEvent> events(JobId id) {
        rights.allowReads();
        return services.monitor().events(rights.ref(id));
    }

    @Override
    public LogPage logs(JobId id, LogQuery query) {
        rights.allow(Scope.LOGS_READ, Scope.JOBS_READ);
        return services.monitor().logs(rights.ref(id), query);
    }

    @Override
    public RuntimeSummary runtime(JobId id) {
        rights.allowReads();
        return services.monitor().runtime(rights.ref(id));
    }

    @Override
    public Job cancel(JobId id, String reason) {
        rights.allowSubmits();
        return services.canceller().cancel(rights.ref(id), reason, caller.subject());
    }

    @Override
    public Artifacts artifacts(JobId id) {
        return new CallersArtifacts(rights, id);
    }

    @Override
    public Inputs inputs() {
        return new CallersInputs(rights);
    }

    @Override
    public Callbacks callbacks() {
        return new CallersCallbacks(rights);
    }

    @Override
    public Credits credits() {
        rights.allowReads();
        if (!services.keepsCredits()) {
            throw new JobGridException(ErrorCode.NOT_FOUND, "credits are not enabled on this grid");
        }
        return new StoredCredits(
                services.storage().ledger(),
                caller.workspace(),
                services.clock(),
                () -> rights.allowOperator("only the grid's operator tops up a workspace; './jg credits add' does it"));
    }

    @Override
    public Templates templates() {
        return new CallersTemplates(
                services.templates(caller.workspace()), rights::allowReads, () -> rights.allow(Scope.JOBS_WRITE));
    }

    @Override
    public Operations operations() {
        rights.allowOperator("a caller's grid cannot be operated; use the grid that its process built");
        return services;
    }

    @Override
    public boolean isHealthy() {
        return services.isHealthy();
    }

    @Override
    public void close() {
        if (rights.operator()) {
            services.close();
        }
    }

    /** Reports every failure through the returned stage; never throws. */
    private static <T> CompletionStage<T> asStage(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}

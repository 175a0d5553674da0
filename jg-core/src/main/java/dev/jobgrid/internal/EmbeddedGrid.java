package dev.jobgrid.internal;

import dev.jobgrid.Credits;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.Maintenance;
import dev.jobgrid.Retention;
import dev.jobgrid.Templates;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.internal.credits.CallersCredits;
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
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.monitor.NodeReport;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TransactionalJobs;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The grid of this process for one caller: checks the scope, adds the workspace, and delegates. Thread-safe. */
public final class EmbeddedGrid implements JobGrid {
    private static final int MAX_COUNTED = 100_000;
    private static final int MAX_PAGE = 100;

    private final Services services;
    private final Caller caller;
    private final boolean owner;

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

    private EmbeddedGrid(Services services, Caller caller, boolean owner) {
        this.services = services;
        this.caller = caller;
        this.owner = owner;
    }

    /** Starts a grid for the owner of the default workspace. */
    public static JobGrid start(Parts parts) {
        Services services = Services.of(parts);
        services.start();
        return new EmbeddedGrid(services, Caller.owner(WorkspaceId.DEFAULT), true);
    }

    @Override
    public JobGrid as(Caller other) {
        return new EmbeddedGrid(services, other, false);
    }

    @Override
    public Caller caller() {
        services.checkOpen();
        return caller;
    }

    @Override
    public ApiKeys apiKeys() {
        services.checkOpen();
        return services.apiKeys();
    }

    @Override
    public Optional<SigningKeyStore> signingKeys() {
        services.checkOpen();
        return Optional.of(services.storage().signingKeys());
    }

    @Override
    public Estimate estimate(Draft draft) {
        allow(Scope.JOBS_ESTIMATE, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.evaluator().estimate(caller, draft);
    }

    @Override
    public Receipt submit(Draft draft, SubmitOptions options) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.submitter().submit(caller, draft, options);
    }

    @Override
    public CompletionStage<Receipt> submitAsync(Draft draft, SubmitOptions options) {
        return asStage(() -> {
            allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
            return services.submitter().submitAsync(caller, draft, options);
        });
    }

    @Override
    public Receipt submit(Draft draft, SubmitOptions options, Connection connection) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
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
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        allow(Scope.JOBS_READ);
        return services.submitter().rerun(caller, services.monitor().job(ref(id)), changes, options);
    }

    @Override
    public List<JobHandle> submitAll(List<JobSpec> specs) {
        return submitDrafts(specs.stream().map(Draft::of).toList()).stream()
                .map(receipt -> job(receipt.job().id()))
                .toList();
    }

    @Override
    public List<Receipt> submitDrafts(List<Draft> drafts) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.submitter().submitAll(caller, drafts);
    }

    @Override
    public JobHandle job(JobId id) {
        JobRef ref = ref(id);
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
        allow(Scope.JOBS_READ);
        return services.monitor().job(ref(id));
    }

    @Override
    public CompletionStage<Job> statusAsync(JobId id) {
        return asStage(() -> {
            allow(Scope.JOBS_READ);
            return services.monitor().jobAsync(ref(id));
        });
    }

    @Override
    public JobPage list(JobFilter filter, Optional<JobQuery.Cursor> after, int limit) {
        allow(Scope.JOBS_READ);
        int read = Math.max(1, Math.min(MAX_PAGE, limit));
        return services.monitor().list(caller.workspace(), filter, after, read);
    }

    @Override
    public QueuePage queue(int limit) {
        allow(Scope.JOBS_READ);
        return services.queue().of(caller.workspace(), Math.max(1, Math.min(MAX_PAGE, limit)));
    }

    @Override
    public List<FleetNode> fleet() {
        allow(Scope.JOBS_READ);
        return services.fleet().of(caller.workspace());
    }

    @Override
    public List<JobEvent> events(JobId id) {
        allow(Scope.JOBS_READ);
        return services.monitor().events(ref(id));
    }

    @Override
    public LogPage logs(JobId id, LogQuery query) {
        allow(Scope.LOGS_READ, Scope.JOBS_READ);
        return services.monitor().logs(ref(id), query);
    }

    @Override
    public RuntimeSummary runtime(JobId id) {
        allow(Scope.JOBS_READ);
        return services.monitor().runtime(ref(id));
    }

    @Override
    public List<Artifact> artifacts(JobId id) {
        allow(Scope.JOBS_READ);
        return services.monitor().artifacts(ref(id));
    }

    @Override
    public Artifact artifact(JobId id, ArtifactId artifact) {
        allow(Scope.JOBS_READ);
        // Checked for downloads too: a link that fails during maintenance would report it too late.
        services.maintenance().check(GridPart.ARTIFACTS);
        return services.monitor().artifact(ref(id), artifact);
    }

    @Override
    public ArtifactDownload download(JobId id, ArtifactId artifact, long offset) {
        allow(Scope.JOBS_READ);
        services.maintenance().check(GridPart.ARTIFACTS);
        return services.monitor().download(ref(id), artifact, offset);
    }

    @Override
    public Job cancel(JobId id, String reason) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.canceller().cancel(ref(id), reason);
    }

    @Override
    public Optional<CallbackReport> callback(JobId id) {
        allow(Scope.JOBS_READ);
        return services.callbacks().report(ref(id));
    }

    @Override
    public CallbackReport retryCallback(JobId id) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.callbacks().retry(ref(id));
    }

    @Override
    public UploadSlot createUpload(JobInput.InputFile file) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        services.maintenance().check(GridPart.INPUTS);
        return services.uploads().create(caller.workspace(), file);
    }

    @Override
    public JobInput upload(InputId id, InputStream body) throws IOException {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        services.maintenance().check(GridPart.INPUTS);
        return services.uploads().receive(caller.workspace(), id, body);
    }

    @Override
    public Optional<FileLinks.Link> uploadLink(InputId id) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        return services.uploads().link(caller.workspace(), id);
    }

    @Override
    public Optional<FileLinks.Link> downloadLink(JobId id, ArtifactId artifact, Duration validFor) {
        allow(Scope.JOBS_READ);
        services.maintenance().check(GridPart.ARTIFACTS);
        return services.monitor().link(ref(id), artifact, validFor);
    }

    @Override
    public JobInput completeUpload(InputId id, UploadCompletion completion) {
        allow(Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);
        services.maintenance().check(GridPart.INPUTS);
        return services.uploads().complete(caller.workspace(), id, completion);
    }

    @Override
    public List<JobInput> inputs() {
        allow(Scope.JOBS_READ, Scope.JOBS_WRITE);
        return services.uploads().list(caller.workspace());
    }

    @Override
    public Credits credits() {
        allow(Scope.JOBS_READ);
        if (!services.keepsCredits()) {
            throw new JobGridException(ErrorCode.NOT_FOUND, "credits are not enabled on this grid");
        }
        Credits credits = new StoredCredits(services.storage().ledger(), caller.workspace(), services.clock());
        return owner ? credits : new CallersCredits(credits);
    }

    @Override
    public Templates templates() {
        return new CallersTemplates(
                services.templates(caller.workspace()), () -> allow(Scope.JOBS_READ), () -> allow(Scope.JOBS_WRITE));
    }

    @Override
    public Maintenance maintenance() {
        services.checkOpen();
        return services.maintenance();
    }

    @Override
    public Retention retention() {
        services.checkOpen();
        return services.retention();
    }

    @Override
    public List<HealthCheck> health() {
        return services.health();
    }

    @Override
    public List<NodeReport> nodes() {
        return services.nodes();
    }

    @Override
    public List<NodeQuarantine> quarantines() {
        return services.quarantines();
    }

    @Override
    public List<DiskSpace> disks() {
        return services.disks();
    }

    @Override
    public long droppedObservations() {
        return services.droppedObservations();
    }

    @Override
    public JobCounts census() {
        services.checkOpen();
        return services.storage().admission().census(MAX_COUNTED);
    }

    @Override
    public boolean isHealthy() {
        return services.isHealthy();
    }

    @Override
    public void close() {
        if (owner) {
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

    private JobRef ref(JobId id) {
        return new JobRef(caller.workspace(), id);
    }

    private void allow(Scope... anyOf) {
        services.checkOpen();
        for (Scope scope : anyOf) {
            if (caller.scopes().contains(scope)) {
                return;
            }
        }
        String names =
                String.join(" or ", Stream.of(anyOf).map(Scope::published).toList());
        throw new JobGridException(ErrorCode.FORBIDDEN, "this needs the scope " + names + "; use a key that has it");
    }
}

package dev.jobgrid.client;

import dev.jobgrid.Artifacts;
import dev.jobgrid.Callbacks;
import dev.jobgrid.Credits;
import dev.jobgrid.Inputs;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.Operations;
import dev.jobgrid.Templates;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.id.JobId;
import dev.jobgrid.inputs.JobInput;
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
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.wire.ListCursor;
import dev.jobgrid.wire.client.DraftRequest;
import dev.jobgrid.wire.client.EstimateReader;
import dev.jobgrid.wire.client.FilesReader;
import dev.jobgrid.wire.client.FleetReader;
import dev.jobgrid.wire.client.JobReader;
import dev.jobgrid.wire.client.LaunchPlanReader;
import dev.jobgrid.wire.client.MonitorReader;
import dev.jobgrid.wire.client.SmallRequests;
import dev.jobgrid.wire.request.JobFilterText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A grid of another process: maps each method to a route and reads its response. Links are the server's, whatever base
 * is given. Thread-safe.
 */
final class RemoteGrid implements JobGrid, FileLinks {
    private static final String KEY = "Idempotency-Key";

    private final Server server;
    private final SlotUploads uploads;

    RemoteGrid(Server server) {
        this.server = server;
        this.uploads = new SlotUploads(server);
    }

    /** Reads a response. */
    interface Reading<T> {
        T read(byte[] body) throws IOException;
    }

    <T> T get(String path, Reading<T> reading) {
        return call(Request.get(path), reading);
    }

    <T> T call(Request request, Reading<T> reading) {
        return read(request, server.call(request).body(), reading);
    }

    private static <T> T read(Request request, byte[] body, Reading<T> reading) {
        try {
            return reading.read(body);
        } catch (IOException e) {
            throw new UncheckedIOException("the answer to " + request + " cannot be read: " + Server.describe(e), e);
        }
    }

    static String path(JobId id, String below) {
        return "/v1/jobs/" + id + below;
    }

    @Override
    public JobGrid as(Caller caller) {
        throw new JobGridException(
                ErrorCode.FORBIDDEN,
                "a remote grid acts for the holder of its API key; connect with a key of that caller's");
    }

    @Override
    public Estimate estimate(Draft draft) {
        Request request = Request.post("/v1/jobs/estimate", DraftRequest.write(draft.spec()));
        return withProblems(draft, call(request.repeated(), EstimateReader::read));
    }

    /** With the problems found when the draft was read, which are not sent to the server. */
    private static Estimate withProblems(Draft draft, Estimate estimate) {
        List<Check> checks = new ArrayList<>(draft.problems());
        checks.addAll(estimate.screening().checks());
        List<String> warnings = new ArrayList<>(draft.warnings());
        warnings.addAll(estimate.warnings());
        return new Estimate(
                new Screening(checks),
                estimate.classification(),
                estimate.decision(),
                estimate.availability(),
                estimate.cost(),
                estimate.runtime(),
                estimate.queueWait(),
                estimate.managedProfiles(),
                warnings,
                estimate.at(),
                estimate.source());
    }

    @Override
    public Receipt submit(Draft draft, SubmitOptions options) {
        checkReadable(draft);
        return options.launchPlan().isPresent()
                ? launch(draft, options.launchPlan().get())
                : submit(Request.post("/v1/jobs", DraftRequest.write(draft.spec())), draft, options);
    }

    /** Safe to repeat: a second go returns the first one's receipt. */
    private Receipt launch(Draft draft, JobId plan) {
        Request request =
                Request.post("/v1/jobs", DraftRequest.write(draft.spec(), plan)).repeated();
        Server.Success reply = server.call(request);
        return new Receipt(status(plan), reply.replayed(), read(request, reply.body(), JobReader::warnings));
    }

    @Override
    public LaunchPlan plan(Draft draft, PlanOptions options) {
        checkReadable(draft);
        String key = options.idempotencyKey().orElseGet(() -> "jg-client-" + UUID.randomUUID());
        Request request = Request.post("/v1/launch-plans", DraftRequest.write(draft.spec(), options));
        Server.Success reply = server.call(request.repeated().with(KEY, key));
        boolean mayBeReplay =
                options.idempotencyKey().isPresent() || draft.spec().id().isPresent();
        return read(request, reply.body(), LaunchPlanReader::read).replayed(mayBeReplay && reply.replayed());
    }

    @Override
    public LaunchPlan launchPlan(JobId id) {
        return get("/v1/launch-plans/" + id, LaunchPlanReader::read);
    }

    @Override
    public List<LaunchPlan> launchPlans() {
        return get("/v1/launch-plans", LaunchPlanReader::list);
    }

    @Override
    public LaunchPlan releasePlan(JobId id) {
        return call(Request.delete("/v1/launch-plans/" + id), LaunchPlanReader::read);
    }

    private static void checkReadable(Draft draft) {
        if (!draft.problems().isEmpty()) {
            Check first = draft.problems().get(0);
            throw new JobGridException(first.code(), first.message(), draft.problems(), Optional.empty());
        }
    }

    private Receipt submit(Request once, Draft draft, SubmitOptions options) {
        Request request = once.repeated();
        if (options.idempotencyKey().isPresent()) {
            return submit(request.with(KEY, options.idempotencyKey().get()), draft, true);
        }
        // An id makes a submit safe to repeat. Without one, a generated key does.
        return draft.spec().id().isPresent()
                ? submit(request, draft, true)
                : submit(request.with(KEY, "jg-client-" + UUID.randomUUID()), draft, false);
    }

    @Override
    public Receipt submit(Draft draft, SubmitOptions options, Connection connection) {
        throw new JobGridException(
                ErrorCode.INVALID_REQUEST,
                "a grid of another process cannot join a transaction of this one; submit without a connection after the"
                        + " commit, or embed the grid");
    }

    private Receipt submit(Request request, Draft draft, boolean mayBeReplay) {
        Server.Success reply = server.call(request);
        Job job = read(request, reply.body(), body -> JobReader.taken(body, draft.spec()));
        List<String> warnings = new ArrayList<>(draft.warnings());
        warnings.addAll(read(request, reply.body(), JobReader::warnings));
        return new Receipt(job, mayBeReplay && reply.replayed(), warnings);
    }

    @Override
    public List<JobHandle> submitAll(List<JobSpec> specs) {
        if (specs.isEmpty()) {
            return List.of();
        }
        // Each with an id, so that a retry submits none twice.
        List<JobSpec> named = specs.stream().map(RemoteGrid::named).toList();
        Request request = Request.post("/v1/jobs/batch", DraftRequest.write(named));
        return call(request.repeated(), JobReader::ids).stream().map(this::job).toList();
    }

    private static JobSpec named(JobSpec spec) {
        return spec.id().isPresent()
                ? spec
                : spec.toBuilder().id(JobId.random()).build();
    }

    @Override
    public JobHandle job(JobId id) {
        return new RemoteJob(this, server, id);
    }

    @Override
    public Job status(JobId id) {
        return get(path(id, ""), JobReader::read);
    }

    @Override
    public Caller caller() {
        return get("/v1/whoami", FleetReader::caller);
    }

    @Override
    public Receipt rerun(JobId id, DraftChanges changes, SubmitOptions options) {
        checkReadable(changes.draft());
        // Before the submit, since a job that is submitted must not be lost by a failed read.
        Draft draft = changes.applied(status(id).spec());
        return submit(Request.post(path(id, "/rerun"), DraftRequest.write(changes)), draft, options);
    }

    @Override
    public QueuePage queue(int limit) {
        return get("/v1/queue?limit=" + limit, FleetReader::queue);
    }

    @Override
    public List<FleetNode> fleet() {
        return get("/v1/nodes", FleetReader::nodes);
    }

    @Override
    public JobPage list(JobFilter filter, Optional<JobQuery.Cursor> after, int limit) {
        StringBuilder path = new StringBuilder("/v1/jobs?limit=").append(limit);
        JobFilterText.write(filter)
                .forEach((name, value) ->
                        path.append('&').append(encoded(name)).append('=').append(encoded(value)));
        after.ifPresent(cursor -> path.append("&cursor=").append(ListCursor.write(cursor)));
        return get(path.toString(), JobReader::page);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public List<JobEvent> events(JobId id) {
        return eventsOf(id).events();
    }

    MonitorReader.Events eventsOf(JobId id) {
        return get(path(id, "/events"), MonitorReader::events);
    }

    @Override
    public LogPage logs(JobId id, LogQuery query) {
        return get(path(id, "/logs" + SmallRequests.logs(query)), MonitorReader::page);
    }

    @Override
    public RuntimeSummary runtime(JobId id) {
        MonitorReader.Tails tails = get(path(id, "/runtime"), MonitorReader::tails);
        Job job = status(id);
        JobSpec.Builder spec = job.spec().toBuilder();
        tails.command().ifPresent(spec::command);
        return new RuntimeSummary(new Job(job.ref(), spec.build(), job.state()), tails.stdout(), tails.stderr());
    }

    @Override
    public URI upload(URI base, JobInput slot) {
        return uploads.slot(slot.id()).url();
    }

    @Override
    public URI complete(URI base, JobInput slot) {
        return uploads.slot(slot.id()).complete();
    }

    @Override
    public Link download(URI base, Artifact artifact) {
        FilesReader.Download download =
                call(RemoteArtifacts.download(artifact.job().id(), artifact.id()), FilesReader::download);
        return new Link(download.url(), download.expires());
    }

    @Override
    public Job cancel(JobId id, String reason) {
        server.call(Request.post(path(id, "/cancel"), SmallRequests.cancel(reason)));
        return status(id);
    }

    @Override
    public Artifacts artifacts(JobId id) {
        return new RemoteArtifacts(this, server, id);
    }

    @Override
    public Inputs inputs() {
        return new RemoteInputs(this, uploads);
    }

    @Override
    public Callbacks callbacks() {
        throw operatorsOnly("callbacks are");
    }

    @Override
    public Operations operations() {
        throw operatorsOnly("API keys, maintenance, retention and health checks are");
    }

    @Override
    public Credits credits() {
        return new RemoteCredits(this);
    }

    @Override
    public Templates templates() {
        return new RemoteTemplates(this);
    }

    static JobGridException operatorsOnly(String what) {
        return new JobGridException(
                ErrorCode.FORBIDDEN, what + " to be had where the grid runs, and not through a key");
    }

    @Override
    public boolean isHealthy() {
        return !server.isClosed() && server.succeeds(Request.get("/healthz"));
    }

    @Override
    public void close() {
        server.close();
    }
}

package dev.jobgrid;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.monitor.NodeReport;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Runs GPU jobs: estimates, takes, places, runs and follows them, and keeps what they leave. Thread-safe. A grid acts for
 * one caller, at first the owner of the default workspace; {@link #as} gives it to another.
 *
 * <p>Every method that does not say otherwise blocks on the store for as long as that takes, and throws
 * {@link dev.jobgrid.errors.JobGridException} when it refuses: FORBIDDEN if the caller lacks the scope, NOT_FOUND for what is not
 * in the caller's workspace.
 */
public interface JobGrid extends AutoCloseable {
    /** Starts to build a grid. */
    static JobGridBuilder builder() {
        return new JobGridBuilder();
    }

    /**
     * A grid of another process, over HTTP, as the holder of an API key may use it; needs jg-client on the class path. Code
     * that was written for a grid of this process works with it, but for what only the grid's own process may do:
     * {@link #as} and {@link #apiKeys} refuse. Asks the server nothing yet; closing it ends its feeds and leaves the server
     * alone.
     *
     * <p>What answers repeat of a job is all there is of it: its spec has no environment, for example. Calls that cannot
     * reach the server, or get an answer of no grid, throw {@link java.io.UncheckedIOException}, after they were tried
     * again for as long as that is safe and the connection is patient.
     *
     * @param base where the {@code /v1} routes hang under: "https://grid.example.com"
     * @param key shown to the server with every call, and never printed
     * @throws IllegalArgumentException if the address is not http(s) with a host, or has a user, query or fragment
     * @throws IllegalStateException if there is no jg-client on the class path
     */
    static JobGrid connect(URI base, Secret key) {
        return ServiceLoader.load(GridConnector.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "JobGrid.connect needs dev.jobgrid:jg-client on the class path; add that dependency"))
                .connect(base, key);
    }

    /** The same grid for another caller, who sees one workspace and may do what its scopes allow. Closing it does nothing. */
    JobGrid as(Caller caller);

    /** API keys of the grid's clients. */
    ApiKeys apiKeys();

    /** What a draft would need, cost and wait for (§04). Writes nothing, and never refuses a draft. */
    Estimate estimate(Draft draft);

    /** What a job would need, cost and wait for (§04). */
    default Estimate estimate(JobSpec spec) {
        return estimate(Draft.of(spec));
    }

    /**
     * Where a job would go, as a table: each offer with its price, what it is expected to cost and when to start there, and
     * why it is the one or not. Writes nothing; what {@link #estimate(JobSpec)} says of the same moment.
     */
    default RouteTable explain(JobSpec spec) {
        return RouteTable.of(estimate(spec));
    }

    /** The same for a job that was handed in, as if it were handed in now. */
    default RouteTable explain(JobId id) {
        return explain(status(id).spec());
    }

    /**
     * Takes a job (§06). When this returns, the job, its first events and its reservation are durable.
     *
     * @throws dev.jobgrid.errors.JobGridException with the code of the first thing that stands against the draft, and all
     *     of them in its checks; CONFLICT if nothing that the grid knows could ever run it, or its id is taken;
     *     INSUFFICIENT_FUNDS if the caller pays by credits, and the workspace has too few
     */
    Receipt submit(Draft draft, SubmitOptions options);

    /** Takes a job and gives a handle to follow it (§06). As {@link #submit(Draft, SubmitOptions)}. */
    default JobHandle submit(JobSpec spec) {
        return job(submit(Draft.of(spec), SubmitOptions.NONE).job().id());
    }

    /**
     * Takes a job as {@link #submit(Draft, SubmitOptions)} does, without waiting for the writes of others, where the store
     * lets those that come together share commits: for servers that have more requests than threads. A grid that knows no
     * better way, as a remote one, waits in the caller's thread. The stage is told when the job is durable, or what stood
     * against it; nothing is thrown. What it is told for may run in a thread of the store's, and must not block. How many
     * are under way at a time is the caller's to bound.
     */
    default CompletionStage<Receipt> submitAsync(Draft draft, SubmitOptions options) {
        return CompletableFuture.supplyAsync(() -> submit(draft, options), Runnable::run);
    }

    /**
     * Takes a job in the caller's own transaction (§06): it exists, and may run, once the caller has committed, and never
     * did if the caller rolls back. Otherwise as {@link #submit(Draft, SubmitOptions)}. If the call fails, so must the
     * transaction.
     *
     * <p>The call needs no connection but this one, so that a service may share a pool of any size with its grid. Limits count
     * jobs that are committed and those of the same transaction. Nothing that other submits need stays locked until the
     * commit, with three exceptions: the account of a workspace that pays by credits, since what is available must cover
     * all that is held; an id or idempotency key that is handed in twice at once, where the second waits to see what
     * becomes of the first; and the row of an input that no job named for half a day.
     *
     * <p>So commit soon, in less than a second: while a transaction that has submitted paying jobs is open, all that moves
     * credits of that workspace waits for it, which is its other paying submits, the ends of its jobs and its top-ups. After
     * five seconds submits and cancels fail with STORE_UNAVAILABLE, and the grid tries again to store the ends that it sees
     * until it can. Jobs of other workspaces go on.
     *
     * @param connection leads to the database of the grid's store, and does not commit by itself; stays open
     * @throws dev.jobgrid.errors.JobGridException also INVALID_REQUEST if the store cannot join a transaction, the grid is
     *     remote, or the connection commits by itself
     */
    Receipt submit(Draft draft, SubmitOptions options, Connection connection);

    /** Takes a job in the caller's own transaction. As {@link #submit(Draft, SubmitOptions, Connection)}. */
    default JobHandle submit(JobSpec spec, Connection connection) {
        return job(submit(Draft.of(spec), SubmitOptions.NONE, connection).job().id());
    }

    /**
     * Takes jobs, all in one transaction or, if one of them is refused, none. Handles in the order given.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #submit(Draft, SubmitOptions)}, naming the place in the list
     */
    List<JobHandle> submitAll(List<JobSpec> specs);

    /**
     * Takes drafts as {@link #submitAll} takes specs. A receipt for each, with its warnings, in the order given. A grid that
     * knows no better way, as a remote one, looks each job up once they are taken.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #submitAll}; also for a draft with problems
     */
    default List<Receipt> submitDrafts(List<Draft> drafts) {
        for (int i = 0; i < drafts.size(); i++) {
            List<Check> problems = drafts.get(i).problems();
            if (!problems.isEmpty()) {
                Check first = problems.get(0);
                throw new JobGridException(
                        first.code(), "jobs[" + i + "]: " + first.message(), problems, Optional.empty());
            }
        }
        List<JobHandle> taken = submitAll(drafts.stream().map(Draft::spec).toList());
        return IntStream.range(0, drafts.size())
                .mapToObj(i -> new Receipt(
                        status(taken.get(i).id()), false, drafts.get(i).warnings()))
                .toList();
    }

    /** A handle to follow a job; does not look whether it exists. */
    JobHandle job(JobId id);

    /** Where a job stands (§07). */
    Job status(JobId id);

    /** Where a job stands (§07). Waits for nothing, and tells, as {@link #submitAsync(Draft, SubmitOptions)} does. */
    default CompletionStage<Job> statusAsync(JobId id) {
        return CompletableFuture.supplyAsync(() -> status(id), Runnable::run);
    }

    /** Jobs of the workspace, newest first; a limit is read as between 1 and 100 (§07). */
    JobPage list(Optional<JobStatus> status, Optional<JobQuery.Cursor> after, int limit);

    /** All events of a job, oldest first (§07). */
    List<JobEvent> events(JobId id);

    /** Lines of a job's log (§08). */
    LogPage logs(JobId id, LogQuery query);

    /** How a job's program ran (§08). */
    RuntimeSummary runtime(JobId id);

    /** What a job left, by path (§09). */
    List<Artifact> artifacts(JobId id);

    /**
     * One of a job's artifacts, to be downloaded (§09).
     *
     * @throws JobGridException ARTIFACTS_UNAVAILABLE while artifacts are closed for maintenance
     */
    Artifact artifact(JobId id, ArtifactId artifact);

    /**
     * Opens an artifact for reading from an offset; the caller closes it (§09).
     *
     * @throws dev.jobgrid.errors.JobGridException ARTIFACT_NOT_READY if its bytes are not stored, INVALID_REQUEST if the
     *     offset lies outside it
     */
    ArtifactDownload download(JobId id, ArtifactId artifact, long offset);

    /** Opens an artifact for reading; the caller closes it (§09). */
    default ArtifactDownload download(JobId id, ArtifactId artifact) {
        return download(id, artifact, 0);
    }

    /**
     * Stops a job that is not over (§10). The job is cancelled when this returns; its program is stopped soon after.
     *
     * @param reason why, for people; at most 512 characters are kept
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if the job is over
     */
    Job cancel(JobId id, String reason);

    /** What became of a job's callback, if it owes one: it does once it is over and named a receiver (§11). */
    Optional<CallbackReport> callback(JobId id);

    /**
     * Sends a job's callback again from now on, with all its tries before it, whatever became of it so far (§11).
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if the job owes no callback
     */
    CallbackReport retryCallback(JobId id);

    /**
     * Makes a slot for a file (§05).
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the name is not one path segment of 1 to 255 bytes
     */
    UploadSlot createUpload(JobInput.InputFile file);

    /**
     * Where the bytes of a slot can be sent to with PUT, past the grid, if it keeps them in a store that has such addresses
     * (§05). The upload is completed as any other.
     */
    default Optional<FileLinks.Link> uploadLink(InputId id) {
        return Optional.empty();
    }

    /**
     * Where an artifact's bytes can be had with GET, past the grid, if it keeps them in a store that has such addresses
     * (§09).
     *
     * @param validFor how long the address works, 1 second to 7 days
     * @throws dev.jobgrid.errors.JobGridException as {@link #download(JobId, ArtifactId, long)}
     */
    default Optional<FileLinks.Link> downloadLink(JobId id, ArtifactId artifact, Duration validFor) {
        return Optional.empty();
    }

    /**
     * Stores the bytes of a slot that is not completed, in place of any stored before. Reads the stream to its end and does
     * not close it; holds none of it in memory.
     *
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if the upload is completed or given up, INVALID_REQUEST if it
     *     is larger than allowed
     * @throws IOException if the stream fails; nothing changes then
     */
    JobInput upload(InputId id, InputStream body) throws IOException;

    /**
     * Completes an upload; jobs may use the file from now on (§05). Completing it again with the same token is the same.
     *
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the token is not the slot's, INVALID_REQUEST if size or
     *     etag differ from what arrived, CONFLICT if nothing arrived or the slot was given up
     */
    JobInput completeUpload(InputId id, UploadCompletion completion);

    /** Uploaded files and open slots of the workspace, newest first, at most 1,000 (§05). */
    List<JobInput> inputs();

    /**
     * Credits of the caller's workspace. Topping up is for the operator: a grid that was given to a caller by {@link #as}
     * refuses it, as a remote one does.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if the grid keeps no credits; a remote one finds that out when
     *     it is asked for them
     */
    Credits credits();

    /** Templates that jobs of the caller's workspace may name. */
    Templates templates();

    /** Closes parts of the grid for a while. For the operator: not limited by a caller. */
    Maintenance maintenance();

    /** Lets go of what is not to be kept. For the operator: not limited by a caller. */
    Retention retention();

    /** The room on the disks that this grid stores on, as far as it can tell. For the operator. */
    default List<DiskSpace> disks() {
        return List.of();
    }

    /** How many jobs of all workspaces are not over, up to 100,000 of each status. For the operator. */
    JobCounts census();

    /** How many calls of its observer this grid has dropped, since the observer did not keep up. Does not block. */
    default long droppedObservations() {
        return 0;
    }

    /** The nodes that this grid's own executors reach, up or down. For the operator; does not ask the store. */
    default List<NodeReport> nodes() {
        return List.of();
    }

    /**
     * What this grid gives no work for now, by node: where programs cannot start through a fault of the node, or where an
     * image cannot be had. Peers on the same store find that out for themselves. For the operator; does not block.
     */
    default List<NodeQuarantine> setAside() {
        return List.of();
    }

    /**
     * What the grid needs to do its work, and what of it does not work: its store, which must take writes too, and its
     * executors. Waits for three seconds at most; what has not answered then does not work.
     */
    default List<HealthCheck> health() {
        return List.of(new HealthCheck("grid", isHealthy(), isHealthy() ? "" : "it does not answer"));
    }

    /** Whether the grid can do its work: false if it is closed or its store does not answer within three seconds. */
    boolean isHealthy();

    /**
     * Stops the grid's loops and leaves running jobs running. Calls, waits and feeds end with STORE_UNAVAILABLE "this grid is
     * closed" from now on. Returns when its threads have ended, or says in its log which have not, because what they wait for
     * hangs; some twenty seconds are the most it waits for its own. May be called twice.
     */
    @Override
    void close();
}

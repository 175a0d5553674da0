package dev.jobgrid;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
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
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.net.URI;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Runs GPU jobs: estimates, accepts, places, runs and monitors them, and stores their logs and artifacts. Thread-safe.
 * A grid acts for one caller, at first the owner of the default workspace; {@link #as} gives a grid for another.
 *
 * <p>Every method that does not say otherwise blocks on the store for as long as that takes, and throws
 * {@link dev.jobgrid.errors.JobGridException} when it refuses: FORBIDDEN if the caller lacks the scope, NOT_FOUND for
 * anything outside the caller's workspace.
 */
public interface JobGrid extends AutoCloseable {
    /** A builder of a grid in this process. */
    static JobGridBuilder builder() {
        return new JobGridBuilder();
    }

    /**
     * A client of a grid in another process, over HTTP, with an API key; needs jg-client on the class path. Code for a
     * grid of this process works with it, except where only the grid's own process may act: {@link #as},
     * {@link #callbacks} and {@link #operations} refuse. Sends no request yet; closing it ends its feeds and does not
     * affect the server.
     *
     * <p>Jobs hold only what responses contain: a spec has no environment, for example. Calls that cannot reach the
     * server, or get a response that is not a grid's, throw {@link java.io.UncheckedIOException}, after retries
     * where those are safe and within the connection's retry time.
     *
     * @param base the address that the {@code /v1} routes are below: "https://grid.example.com"
     * @param key sent to the server with every call, and never printed
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

    /**
     * The same grid for another caller, who sees one workspace and may do what its scopes allow. Closing it does nothing.
     *
     * @throws JobGridException FORBIDDEN if this grid is itself a caller's, and does not cover the other's workspace and
     *     scopes
     */
    JobGrid as(Caller caller);

    /** The caller that this grid acts for; of a remote grid, the holder of its key. */
    Caller caller();

    /** Estimates requirements, cost and wait of a draft (§04). Writes nothing, and never refuses a draft. */
    Estimate estimate(Draft draft);

    /** Estimates requirements, cost and wait of a job (§04). */
    default Estimate estimate(JobSpec spec) {
        return estimate(Draft.of(spec));
    }

    /**
     * The routing of a job as a table: each offer with its price, expected cost and start, and why it is chosen or
     * rejected. Writes nothing; agrees with {@link #estimate(JobSpec)} at the same moment.
     */
    default RouteTable explain(JobSpec spec) {
        return RouteTable.of(estimate(spec));
    }

    /** The same for a submitted job, as if it were submitted now. */
    default RouteTable explain(JobId id) {
        return explain(status(id).spec());
    }

    /**
     * Submits a job (§06), or gives a launch plan the go. When this returns, that is durable, with the job's events and
     * its credit hold.
     *
     * @throws dev.jobgrid.errors.JobGridException carries the code of the first violation; {@code checks()} lists all
     *     of them. CONFLICT if no known offer could ever run it, or its id is taken; INSUFFICIENT_FUNDS if the caller
     *     pays by credits, and the workspace has too few; of a launch plan LAUNCH_PLAN_ENDED, LAUNCH_PLAN_UNAVAILABLE
     *     while its node takes no work, or CONFLICT if the draft has other fields than the plan
     */
    Receipt submit(Draft draft, SubmitOptions options);

    /** Submits a job and returns a handle to follow it (§06). As {@link #submit(Draft, SubmitOptions)}. */
    default JobHandle submit(JobSpec spec) {
        return job(submit(Draft.of(spec), SubmitOptions.NONE).job().id());
    }

    /**
     * Submits a job as {@link #submit(Draft, SubmitOptions)} does, without waiting for the commits of others, where the
     * store supports group commits: for servers that have more requests than threads. A grid without that, such as a
     * remote one, waits in the caller's thread. The stage completes when the job is durable, or with the refusal;
     * nothing is thrown. Its continuations may run in a thread of the store's, and must not block. The caller bounds
     * how many are in flight.
     */
    default CompletionStage<Receipt> submitAsync(Draft draft, SubmitOptions options) {
        return CompletableFuture.supplyAsync(() -> submit(draft, options), Runnable::run);
    }

    /**
     * Submits a job in the caller's own transaction (§06): it exists, and may run, once the caller has committed, and
     * never existed if the caller rolls back. Otherwise as {@link #submit(Draft, SubmitOptions)}. If the call fails,
     * roll the transaction back.
     *
     * <p>The call needs no connection but this one, so that a service may share a pool of any size with its grid.
     * Limits count jobs that are committed and those of the same transaction. Nothing that other submits need stays
     * locked until the commit, with three exceptions: the account of a workspace that pays by credits, since the
     * available credits must cover all holds; an id or idempotency key that is submitted twice at once, where the
     * second waits for the first to end; and the row of an input that no job named for half a day.
     *
     * <p>So commit within a second: while a transaction that has submitted paying jobs is open, every movement of that
     * workspace's credits waits for it: its other paying submits, the ends of its jobs and its top-ups. After five
     * seconds submits and cancels fail with STORE_UNAVAILABLE, and the grid retries storing ends of jobs until it
     * succeeds. Jobs of other workspaces continue.
     *
     * @param connection leads to the database of the grid's store, and does not commit by itself; stays open
     * @throws dev.jobgrid.errors.JobGridException also INVALID_REQUEST if the store cannot join a transaction, the grid is
     *     remote, the connection commits by itself, or its transaction is read-only
     */
    Receipt submit(Draft draft, SubmitOptions options, Connection connection);

    /** Submits a job in the caller's own transaction. As {@link #submit(Draft, SubmitOptions, Connection)}. */
    default JobHandle submit(JobSpec spec, Connection connection) {
        return job(submit(Draft.of(spec), SubmitOptions.NONE, connection).job().id());
    }

    /**
     * Submits jobs in one transaction; if one of them is refused, none is stored. Handles in the order given.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #submit(Draft, SubmitOptions)}, naming the index in the
     *     list
     */
    List<JobHandle> submitAll(List<JobSpec> specs);

    /**
     * Submits drafts as {@link #submitAll} submits specs. A receipt for each, with its warnings, in the order given.
     * The default, which a remote grid uses, looks each job up after the submit.
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

    /**
     * Submits a job of the workspace again, whether it has ended or not, with some fields changed. Its environment is
     * kept where the job is stored, so that a remote caller needs no value of it. Otherwise as
     * {@link #submit(Draft, SubmitOptions)}.
     *
     * @throws JobGridException NOT_FOUND if the job does not exist, or retention has removed it;
     *     JOB_INPUT_NOT_FOUND if a file that it names is gone
     */
    Receipt rerun(JobId id, DraftChanges changes, SubmitOptions options);

    /**
     * Estimates a job and holds its place: it is submitted, stands in the queue as any job, and waits on its devices for
     * the go. Returns when it has its place; blocks for the wait of the options at most. Without a place in time nothing
     * is held, and nothing is left in the queue.
     *
     * @throws JobGridException as {@link #submit(Draft, SubmitOptions)}; LAUNCH_PLAN_UNAVAILABLE if no place was free in
     *     time; USER_CONCURRENT_LIMIT if the workspace holds as many plans or GPUs as it may; INVALID_REQUEST if the hold
     *     or wait is out of bounds; NOT_FOUND if launch plans are not enabled on the grid
     */
    LaunchPlan plan(Draft draft, PlanOptions options);

    /** Holds the place of a job for five minutes, or the grid's most if that is less. As {@link #plan(Draft, PlanOptions)}. */
    default LaunchPlan plan(JobSpec spec) {
        return plan(Draft.of(spec), PlanOptions.DEFAULT);
    }

    /**
     * Holds the place of a job as {@link #plan(Draft, PlanOptions)} does, without a thread that waits. Completes, and
     * fails, as {@link #submitAsync(Draft, SubmitOptions)} does.
     */
    default CompletionStage<LaunchPlan> planAsync(Draft draft, PlanOptions options) {
        return CompletableFuture.supplyAsync(() -> plan(draft, options), Runnable::run);
    }

    /** A launch plan, in whatever state; a job that is none is NOT_FOUND. */
    LaunchPlan launchPlan(JobId id);

    /** The launch plans of the workspace that hold their places now, newest first. */
    List<LaunchPlan> launchPlans();

    /**
     * Gives a launch plan back; one that has ended already stays as it ended. Other than {@link #cancel}, it never stops
     * the job of a plan that got the go meanwhile.
     *
     * @throws JobGridException CONFLICT if it was launched
     */
    LaunchPlan releasePlan(JobId id);

    /** A handle to follow a job; does not check that it exists. */
    JobHandle job(JobId id);

    /** The state of a job (§07). */
    Job status(JobId id);

    /** The state of a job (§07). Does not block, and completes, as {@link #submitAsync(Draft, SubmitOptions)} does. */
    default CompletionStage<Job> statusAsync(JobId id) {
        return CompletableFuture.supplyAsync(() -> status(id), Runnable::run);
    }

    /** Jobs of the workspace, newest first; a limit is read as between 1 and 100 (§07). */
    default JobPage list(Optional<JobStatus> status, Optional<JobQuery.Cursor> after, int limit) {
        return list(JobFilter.of(status), after, limit);
    }

    /**
     * Jobs of the workspace that pass a filter, newest first; a limit is read as between 1 and 100. With a name, at most
     * {@value JobFilter#MAX_SEARCHED} jobs that pass the rest of the filter are looked at: such a page may be short, or
     * empty, and still say where the next one starts.
     *
     * @throws JobGridException INVALID_REQUEST if the name is empty or longer than 128 characters
     */
    JobPage list(JobFilter filter, Optional<JobQuery.Cursor> after, int limit);

    /**
     * The queued jobs of the workspace in the order in which they are expected to get their turn, with the number of jobs
     * before each.
     *
     * @param limit how many jobs; read as between 1 and 100
     */
    QueuePage queue(int limit);

    /** The nodes that live grids on the storage reach, and who of this workspace holds their GPUs. */
    List<FleetNode> fleet();

    /** All events of a job, oldest first (§07). */
    List<JobEvent> events(JobId id);

    /** Lines of a job's log (§08): forwards, backwards, or those with a text. Blocks on the store. */
    LogPage logs(JobId id, LogQuery query);

    /** Runtime facts of a job's program (§08). */
    RuntimeSummary runtime(JobId id);

    /**
     * Cancels a job that has not ended (§10). The job is cancelled when this returns; its program is stopped soon
     * after.
     *
     * <p>A launch plan that waits for the go is given back by this: it costs nothing, and no callback is sent.
     *
     * @param reason why, for people; at most 512 characters are kept
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if the job has ended
     */
    Job cancel(JobId id, String reason);

    /** The artifacts of a job (§09). Does not block, and does not check that the job exists. */
    Artifacts artifacts(JobId id);

    /** Uploaded files of the caller's workspace (§05). Does not block. */
    Inputs inputs();

    /**
     * Callbacks of the jobs of the caller's workspace (§11). Does not block.
     *
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the grid is remote
     */
    Callbacks callbacks();

    /**
     * Credits of the caller's workspace. Top-ups are for the operator: a grid made by {@link #as} refuses them, as a
     * remote one does.
     *
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if credits are not enabled on the grid; a remote one finds
     *     out at the first call
     */
    Credits credits();

    /** Templates that jobs of the caller's workspace may name. */
    Templates templates();

    /**
     * What the operator sees and does, across workspaces, with the grid's API keys (§02). Does not block.
     *
     * @throws dev.jobgrid.errors.JobGridException FORBIDDEN if the grid was made by {@link #as}, or is remote
     */
    Operations operations();

    /** Whether the grid can work: false if it is closed or its store does not answer within three seconds. */
    boolean isHealthy();

    /**
     * Stops the grid's loops and leaves running jobs running. Calls, waits and feeds end with STORE_UNAVAILABLE "this
     * grid is closed" from now on. Returns when its threads have ended, or logs which of them hang; waits about twenty
     * seconds at most for its own. May be called twice.
     */
    @Override
    void close();
}

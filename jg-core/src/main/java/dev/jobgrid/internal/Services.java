package dev.jobgrid.internal;

import dev.jobgrid.GridSettings;
import dev.jobgrid.Operations;
import dev.jobgrid.Retention;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.EmbeddedGrid.Parts;
import dev.jobgrid.internal.admission.Admissions;
import dev.jobgrid.internal.admission.RetryAfterForecast;
import dev.jobgrid.internal.admission.StoredMaintenance;
import dev.jobgrid.internal.auth.StoredApiKeys;
import dev.jobgrid.internal.callbacks.CallbackDispatcher;
import dev.jobgrid.internal.callbacks.StoredCallbacks;
import dev.jobgrid.internal.cancel.Canceller;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeCircuitBreakers;
import dev.jobgrid.internal.capacity.NodeCooldowns;
import dev.jobgrid.internal.collect.ArtifactBacklog;
import dev.jobgrid.internal.collect.ArtifactCollector;
import dev.jobgrid.internal.credits.CreditCheck;
import dev.jobgrid.internal.estimate.Estimator;
import dev.jobgrid.internal.execute.RunRequestFactory;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.history.CompletionForecast;
import dev.jobgrid.internal.history.History;
import dev.jobgrid.internal.history.RuntimeEstimates;
import dev.jobgrid.internal.inputs.InputUploads;
import dev.jobgrid.internal.instances.LocalInstance;
import dev.jobgrid.internal.instances.Membership;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.loops.LoopWatchdog;
import dev.jobgrid.internal.loops.ThreadedLoops;
import dev.jobgrid.internal.monitor.Monitor;
import dev.jobgrid.internal.observe.HealthProbes;
import dev.jobgrid.internal.observe.HealthProbes.Probe;
import dev.jobgrid.internal.observe.Observation;
import dev.jobgrid.internal.plans.LaunchPlans;
import dev.jobgrid.internal.plugins.GuardedExecutor;
import dev.jobgrid.internal.plugins.GuardedObserver;
import dev.jobgrid.internal.plugins.GuardedPlugins;
import dev.jobgrid.internal.retention.RetentionLoop;
import dev.jobgrid.internal.retention.StoredRetention;
import dev.jobgrid.internal.schedule.DelayReasons;
import dev.jobgrid.internal.schedule.Dispatcher;
import dev.jobgrid.internal.schedule.Fleet;
import dev.jobgrid.internal.schedule.Recovery;
import dev.jobgrid.internal.schedule.Sweep;
import dev.jobgrid.internal.schedule.UnreadSubmissions;
import dev.jobgrid.internal.schedule.WorkspaceQueue;
import dev.jobgrid.internal.screening.Screener;
import dev.jobgrid.internal.submit.DraftEvaluator;
import dev.jobgrid.internal.submit.Submitter;
import dev.jobgrid.internal.templates.StoredTemplates;
import dev.jobgrid.internal.time.DueTimes;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.monitor.NodeReport;
import dev.jobgrid.monitor.OpenFiles;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The services of one grid, wired, with its operation. Thread-safe. */
final class Services implements Operations, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Services.class.getName());

    /** By then another grid may have replaced it. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final int MAX_COUNTED = 100_000;

    private final GuardedPlugins plugins;
    private final GuardedObserver observer;
    private final Storage storage;
    private final boolean keepsCredits;
    private final GridSettings settings;
    private final InstantClock clock;
    private final List<GuardedExecutor> executors;
    private final Loops loops;
    private final Changes changes = new Changes();
    private final ArtifactBacklog backlog = new ArtifactBacklog();
    private final UnreadSubmissions arrivals = new UnreadSubmissions();
    private final Semaphore wakeUps = new Semaphore(0);
    private final Semaphore callbackWakeUps = new Semaphore(0);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HealthProbes probes;
    private final DraftEvaluator evaluator;
    private final StoredMaintenance maintenance;
    private final Retention retention;
    private final Submitter submitter;
    private final Monitor monitor;
    private final WorkspaceQueue queue;
    private final Fleet fleet;
    private final Runners runners;
    private final Canceller canceller;
    private final LaunchPlans plans;
    private final InputUploads uploads;
    private final ApiKeys apiKeys;
    private final StoredCallbacks callbacks;
    private final Optional<CallbackSender> sender;
    private final Optional<CallbackDispatcher> callbackDispatcher;
    private final Membership membership;
    private final History history;
    private final NodeCircuitBreakers breakers;
    private final Capacity capacity;
    private final NodeCooldowns cooldowns;
    private final LoopWatchdog watchdog;
    private final Map<String, Loop> work = new LinkedHashMap<>();

    private Services(Parts parts) {
        plugins = new GuardedPlugins(parts.waits());
        observer = plugins.observer(parts.observer());
        Observation observation = new Observation(observer);
        storage = plugins.storage(parts.storage(), observation.of(parts.storage()));
        settings = parts.settings();
        keepsCredits = parts.credits().isPresent();
        executors = parts.executors().stream()
                .map(executor -> plugins.executor(executor, observation.of(executor)))
                .toList();
        loops = parts.loops().orElseGet(ThreadedLoops::new);
        probes = new HealthProbes(parts.waits().healthLook());
        clock = new InstantClock(parts.clock());
        LocalInstance self = new LocalInstance();
        BlobStore blobs = storage.blobs();
        DueTimes<RunKey> retries = new DueTimes<>(clock);
        JobWriter writer = new JobWriter(storage.jobs(), changes, observer, change -> stored(change, retries));
        capacity = new Capacity(executors, parts.settings().work().cpuSlotsPerNode());
        Screener screener = new Screener(parts.settings(), storage.inputs(), this::templates);
        cooldowns = new NodeCooldowns();
        breakers = new NodeCircuitBreakers(clock, observer::nodeFaulted, wakeUps::release);
        Router router = observation.of(
                cooldowns.around(plugins.router(parts.router()).withCatalog(plugins.catalog(parts.catalog())), clock));
        history = new History(storage.history(), clock, closing);
        RuntimeEstimates timings = new RuntimeEstimates(history, clock);
        Estimator estimator = new Estimator(breakers.around(router), capacity, history, timings, clock);
        maintenance = new StoredMaintenance(storage.admission(), clock);
        RetryAfterForecast room = new RetryAfterForecast(storage.jobs(), new CompletionForecast(history), clock);
        Admissions admissions = new Admissions(
                plugins.admissionPolicy(parts.admission()),
                storage.admission(),
                maintenance,
                room,
                clock,
                settings.limits().maxQueuedBytes());
        sender = parts.callbacks().map(plugins::callbackSender);
        evaluator = new DraftEvaluator(
                screener,
                estimator,
                capacity,
                storage.jobs(),
                admissions,
                new CreditCheck(parts.credits().map(plugins::creditPolicy), storage.ledger()),
                parts.settings().work(),
                sender);
        DelayReasons delays = new DelayReasons(
                breakers, router, timings, capacity, parts.settings().work());
        monitor = new Monitor(storage, clock, delays::of);
        queue = new WorkspaceQueue(storage, capacity, delays, clock);
        fleet = new Fleet(storage, breakers::list);
        uploads = new InputUploads(storage.inputs(), blobs, parts.settings().limits(), clock);
        apiKeys = new StoredApiKeys(storage.apiKeys(), clock);
        runners = new Runners(
                new Runners.Context(
                        self,
                        storage,
                        writer,
                        changes,
                        capacity,
                        new RunRequestFactory(storage.inputs(), blobs),
                        new ArtifactCollector(
                                storage.artifacts(), blobs, parts.settings().limits(), clock),
                        history,
                        cooldowns,
                        breakers,
                        parts.settings()
                                .running()
                                .withRetry(plugins.retryPolicy(
                                        parts.settings().running().retry())),
                        parts.settings().limits(),
                        parts.settings().sharing(),
                        parts.settings().collecting(),
                        backlog,
                        clock),
                loops,
                parts.loops().isEmpty(),
                wakeUps::release);
        canceller = new Canceller(writer, runners, clock);
        Dispatcher.Parts scheduling = new Dispatcher.Parts(
                storage,
                writer,
                capacity,
                runners,
                router,
                breakers,
                timings,
                parts.settings(),
                clock,
                retries,
                self,
                closing);
        membership = new Membership(
                storage.instances(),
                self,
                capacity::nodes,
                parts.settings().sharing().lease(),
                clock,
                new Membership.Hearing(wakeUps::release, runners::noteChange),
                closing);
        watchdog = new LoopWatchdog(clock);
        watch("membership", membership);
        watch("recovery", new Recovery(scheduling, wakeUps::release));
        Dispatcher dispatcher = new Dispatcher(scheduling, arrivals, wakeUps);
        watch("dispatcher", dispatcher);
        submitter = new Submitter(
                screener, estimator, evaluator, storage.jobs(), admissions, dispatcher, clock, this::arriving);
        plans = new LaunchPlans(new LaunchPlans.Parts(
                submitter,
                storage.jobs(),
                writer,
                changes,
                queue,
                runners,
                capacity,
                breakers,
                settings.plans(),
                clock,
                this::checkOpen));
        watch("launch plans", plans.waits());
        if (parts.loops().isEmpty()) {
            watch("plug-ins", this::lookForKept);
        }
        work.put("history", history);
        executors.forEach(executor -> work.put("sweep of " + executor.name(), new Sweep(executor, scheduling)));
        retention = new StoredRetention(storage, parts.retention(), clock);
        work.put("retention", new RetentionLoop(storage, parts.retention(), clock, closing));
        callbacks = new StoredCallbacks(storage.callbacks(), storage.jobs(), clock, callbackWakeUps::release);
        callbackDispatcher = sender.map(to -> new CallbackDispatcher(
                new CallbackDispatcher.Parts(
                        storage.callbacks(),
                        storage.jobs(),
                        to,
                        changes,
                        observer,
                        loops,
                        parts.settings().running().pollEvery(),
                        clock,
                        closing),
                callbackWakeUps));
        callbackDispatcher.ifPresent(loop -> watch("callbacks", loop));
    }

    private boolean lookForKept(Duration wait) throws InterruptedException {
        boolean isClosing = closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        plugins.leaveOverdue();
        return !isClosing;
    }

    private void watch(String name, Loop loop) {
        work.put(name, watchdog.watched(name, loop));
    }

    static Services of(Parts parts) {
        return new Services(parts);
    }

    private void stored(Transition change, DueTimes<RunKey> retries) {
        change.callback().ifPresent(owed -> callbackWakeUps.release());
        Job job = change.after();
        if (job.status() == JobStatus.QUEUED && change.before().status() != JobStatus.QUEUED) {
            job.attempt().notBefore().ifPresent(at -> retries.add(job.run(), at));
        }
    }

    private Consumer<List<Job>> arriving() {
        long looks = arrivals.looks();
        return created -> {
            arrivals.add(created, looks);
            wakeUps.release();
        };
    }

    void start() {
        nameGrids();
        executors.forEach(executor -> executor.join(new StoredGridLink(wakeUps::release, storage.gridNames())));
        work.forEach(loops::start);
    }

    /** Before anything else: a store that is a copy gets names of its own. */
    private void nameGrids() {
        try {
            storage.gridNames().names();
        } catch (JobGridException e) {
            // A grid starts while its store is away; the executors that need the names read them then.
            LOG.log(System.Logger.Level.DEBUG, "the names of the grids on the store are not known yet", e);
        }
    }

    /**
     * Refuses calls once it is closed.
     *
     * @throws JobGridException STORE_UNAVAILABLE then; another grid may still serve the call
     */
    void checkOpen() {
        if (closed.get()) {
            throw new JobGridException(
                    ErrorCode.STORE_UNAVAILABLE, "this grid is closed", List.of(), Optional.of(RETRY_AFTER));
        }
    }

    boolean keepsCredits() {
        return keepsCredits;
    }

    StoredTemplates templates(WorkspaceId workspace) {
        return new StoredTemplates(storage.templates(), workspace, settings.templates());
    }

    InstantClock clock() {
        return clock;
    }

    Storage storage() {
        return storage;
    }

    Changes changes() {
        return changes;
    }

    DraftEvaluator evaluator() {
        return evaluator;
    }

    Submitter submitter() {
        return submitter;
    }

    Monitor monitor() {
        return monitor;
    }

    WorkspaceQueue queue() {
        return queue;
    }

    Fleet fleet() {
        return fleet;
    }

    Runners runners() {
        return runners;
    }

    Canceller canceller() {
        return canceller;
    }

    LaunchPlans plans() {
        return plans;
    }

    InputUploads uploads() {
        return uploads;
    }

    @Override
    public ApiKeys apiKeys() {
        checkOpen();
        return apiKeys;
    }

    StoredCallbacks callbacks() {
        return callbacks;
    }

    @Override
    public SigningKeyStore signingKeys() {
        checkOpen();
        return storage.signingKeys();
    }

    @Override
    public JobCounts census() {
        checkOpen();
        return storage.admission().census(MAX_COUNTED);
    }

    @Override
    public StoredMaintenance maintenance() {
        checkOpen();
        return maintenance;
    }

    @Override
    public Retention retention() {
        checkOpen();
        return retention;
    }

    @Override
    public List<HealthCheck> health() {
        if (closed.get()) {
            return List.of(new HealthCheck("store", false, "the grid is closed"));
        }
        List<Probe> needed = new ArrayList<>();
        needed.add(new Probe("store", () -> check("store", storage.problem())));
        ExecutorHealth health = new ExecutorHealth(capacity, breakers);
        executors.forEach(executor -> needed.add(new Probe("executor " + executor.name(), () -> health.of(executor))));
        needed.add(new Probe("loops", watchdog::check));
        needed.add(new Probe("disks", this::room));
        List<HealthCheck> checks = new ArrayList<>(probes.take(needed));
        if (executors.isEmpty()) {
            checks.add(new HealthCheck("executors", false, "there is no executor, so no job runs here"));
        }
        OpenFiles.now().filter(OpenFiles::isLow).map(Services::lowOnFiles).ifPresent(checks::add);
        membership.check().ifPresent(checks::add);
        backlog.check().ifPresent(checks::add);
        capacity.sharedGpus().ifPresent(checks::add);
        plugins.check().ifPresent(checks::add);
        return checks;
    }

    private static HealthCheck lowOnFiles(OpenFiles files) {
        return HealthCheck.degraded(
                "files",
                files.open() + " of " + files.max() + " files are open, connections among them; raise the limit, by"
                        + " ulimit -n or LimitNOFILE");
    }

    private HealthCheck room() {
        List<String> low = disks().stream()
                .filter(DiskSpace::isLow)
                .map(disk -> disk.freeBytes() + " of " + disk.totalBytes() + " bytes are free for " + disk.name())
                .toList();
        return low.isEmpty()
                ? new HealthCheck("disks", true, "")
                : HealthCheck.degraded("disks", String.join(", ", low) + "; free space, or remove old files");
    }

    @Override
    public List<DiskSpace> disks() {
        return Stream.of(storage.disk(), storage.blobs().disk())
                .flatMap(Optional::stream)
                .toList();
    }

    private static HealthCheck check(String name, Optional<String> problem) {
        return new HealthCheck(name, problem.isEmpty(), problem.orElse(""));
    }

    @Override
    public List<NodeReport> nodes() {
        return capacity.report();
    }

    @Override
    public List<NodeQuarantine> quarantines() {
        return Stream.concat(breakers.list().stream(), cooldowns.list(clock.instant()).stream())
                .toList();
    }

    @Override
    public long droppedObservations() {
        return observer.dropped();
    }

    boolean isHealthy() {
        Probe answers = new Probe("store answers", () -> new HealthCheck("store answers", storage.isReachable(), ""));
        return !closed.get() && probes.take(List.of(answers)).get(0).healthy();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // First: closing loops waits for their steps, and a callback's try may hang for a while.
            changes.close();
            sender.ifPresent(CallbackSender::close);
            closing.countDown();
            wakeUps.release();
            callbackWakeUps.release();
            plans.close();
            loops.close();
            membership.close();
            history.close();
            executors.forEach(GpuExecutor::close);
            storage.close();
            probes.close();
            observer.close();
            plugins.close();
        }
    }
}

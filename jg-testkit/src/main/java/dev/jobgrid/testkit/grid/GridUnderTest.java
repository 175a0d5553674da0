package dev.jobgrid.testkit.grid;

import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.MovedClock;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.BoundedBlobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The parts of one test of {@link JobGridContract}: the grid under test, the grid of this process that it leads to, and that
 * grid's store and scripted engine, a node with two GPUs. The store and the engine outlive a restart. Not
 * thread-safe.
 */
final class GridUnderTest {
    static final Duration SOON = Duration.ofMinutes(1);
    static final Duration STEP = Duration.ofMillis(250);
    static final Duration LONG = Duration.ofHours(1);
    static final RunScript FOREVER = RunScript.prints("on it").lasting(LONG);
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    /** Opens the grid under test for one caller. */
    interface Opener {
        JobGrid open(JobGrid home, Caller caller) throws Exception;
    }

    private final Map<String, RunScript> scripts = new ConcurrentHashMap<>();
    private final Storage stored;
    private final BoundedBlobStore blobs;
    private final Storage storage;
    private final MovedClock clock = new MovedClock();
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock,
            List.of(new GpuNode(
                    new NodeName("node-1"),
                    "us-east",
                    IntStream.range(0, 2)
                            .mapToObj(i -> new GpuNode.Device("gpu" + i, L4, Usd.ofDollars(0.8), true))
                            .toList(),
                    1L << 40,
                    true)),
            request -> scripts.getOrDefault(request.key().job().id().value(), RunScript.prints("hello")));
    private final List<JobGrid> opened = new ArrayList<>();
    private final Opener opener;
    private JobGrid home;
    private JobGrid grid;

    GridUnderTest(Opener opener, Storage stored) {
        this.opener = opener;
        this.stored = stored;
        blobs = new BoundedBlobStore(stored.blobs());
        storage = keptOpen(blobs.in(stored));
        home = builder(GridSettings.DEFAULT).build();
        grid = home;
    }

    /** The same for one grid after another: each closes its storage. */
    private static Storage keptOpen(Storage storage) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (self, method, args) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(storage, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The grid under test, for the owner of {@link WorkspaceId#DEFAULT}. */
    JobGrid grid() {
        return grid;
    }

    /** The grid of this process. */
    JobGrid home() {
        return home;
    }

    ScriptedExecutor engine() {
        return engine;
    }

    MovedClock clock() {
        return clock;
    }

    BoundedBlobStore blobs() {
        return blobs;
    }

    private JobGridBuilder builder(GridSettings settings) {
        return JobGrid.builder().storage(storage).executor(engine).clock(clock).settings(settings);
    }

    /** Opens the grid under test. */
    void begin() throws Exception {
        grid = as(Caller.owner(WorkspaceId.DEFAULT));
    }

    /** The same grid for another caller. */
    JobGrid as(Caller caller) throws Exception {
        JobGrid other = opener.open(home, caller);
        opened.add(other);
        return other;
    }

    void close() {
        opened.forEach(JobGrid::close);
        opened.clear();
        home.close();
    }

    /** Closes the storage too. */
    void end() {
        close();
        stored.close();
    }

    void restart(GridSettings settings) throws Exception {
        close();
        home = builder(settings).build();
        begin();
    }

    /** Restarts as a grid where everyone pays, and gives the workspace these credits. */
    void restartWithCredits(GridSettings settings, Usd credits) throws Exception {
        close();
        home = builder(settings).credits(CreditPolicy.everyone()).build();
        home.credits().topUp(credits, "at first");
        begin();
    }

    /** Sets the script of this job's runs. */
    void script(String id, RunScript script) {
        scripts.put(id, script);
    }

    JobHandle submit(String id, RunScript script) {
        script(id, script);
        return grid.submit(spec(id).build());
    }

    /** Waits for a condition while time passes faster, so that retries come soon. */
    void hasten(String what, Duration step, Callable<Boolean> condition) {
        await(what).until(() -> {
            clock.advance(step);
            return condition.call();
        });
    }

    /** Waits for the end of a job while time passes faster. */
    Job hastened(JobHandle job) throws Exception {
        hasten("the end of " + job.id(), STEP, () -> job.status().isTerminal());
        return job.await(SOON);
    }

    /** Messages of a job's events of one type. */
    List<String> messagesOf(Job job, String type) {
        return grid.events(job.id()).stream()
                .filter(event -> event.type().equals(type))
                .map(JobEvent::message)
                .toList();
    }

    static JobSpec.Builder spec(String id) {
        return JobSpec.builder("demo", "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime", WorkloadType.BATCH)
                .id(new JobId(id))
                .command("run");
    }

    static GridSettings running(Duration timeout, RetryPolicy retry, boolean failsOnMissing) {
        return GridSettings.DEFAULT.withRunning(new GridSettings.Running(
                timeout, Duration.ofMillis(200), retry, failsOnMissing, Duration.ofMillis(100)));
    }

    /** The error code of a refused call. */
    static ErrorCode refusal(Runnable call) {
        try {
            call.run();
        } catch (JobGridException e) {
            return e.code();
        }
        throw new AssertionError("the call was not refused");
    }
}

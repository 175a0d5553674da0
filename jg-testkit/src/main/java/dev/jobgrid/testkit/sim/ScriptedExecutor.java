package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.GridLink;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An engine whose workloads follow scripts instead of running programs. Its state survives the grids that use it:
 * {@link #close} only ends notifications. Time is its clock's; phases and starts are reported when {@link #report} is
 * called, or when a run's log or end is read. Counts actual starts, and records violations by grids. Thread-safe.
 */
public final class ScriptedExecutor implements GpuExecutor {
    /** The value of {@link #name}. */
    public static final String NAME = "scripted";

    private final Object lock = new Object();
    private final InstantSource clock;
    private final Function<RunRequest, RunScript> scripts;
    private final Map<NodeName, GpuNode> nodes = new LinkedHashMap<>();
    private final Map<RunKey, Workload> workloads = new LinkedHashMap<>();
    /** Of each job all its runs, also those removed since. */
    private final Map<JobRef, Map<RunKey, Workload>> history = new HashMap<>();

    private final Map<RunKey, Instant> kept = new LinkedHashMap<>();
    private final List<String> breaches = new ArrayList<>();
    private final Set<NodeName> down = new HashSet<>();
    private final Map<NodeName, NodeFault> broken = new HashMap<>();
    private final ScriptedEngineAccess own = new ScriptedEngineAccess(this, Optional.empty());
    private Faults faults = Faults.NONE;
    private Runnable onNodesChanged = () -> {};

    /**
     * An engine with these nodes.
     *
     * @param clock the engine's clock
     * @param nodes its machines
     * @param scripts how each run goes; asked once for each
     */
    public ScriptedExecutor(InstantSource clock, List<GpuNode> nodes, Function<RunRequest, RunScript> scripts) {
        this.clock = clock;
        this.scripts = scripts;
        nodes.forEach(node -> this.nodes.put(node.id(), node));
    }

    private record NodeFault(String words, Predicate<JobRef> hits) {}

    /** Faults of the engine; each method may throw. All are asked on the caller's thread. */
    public interface Faults {
        /** None. */
        Faults NONE = new Faults() {};

        /** Before a workload is launched. */
        default void onLaunch(RunKey run) {}

        /** After a workload was launched: the engine has it, and the call fails. */
        default void onLaunched(RunKey run) {}

        /** Before a log is read. */
        default void onLogs(RunKey run) throws IOException {}

        /** Before a workload is attached to, stopped or removed. */
        default void onCall(RunKey run) {}

        /** Before the last file is handed over. */
        default void onCollect(RunKey run) throws IOException {}
    }

    /** Sets the faults from now on. */
    public void faults(Faults value) {
        synchronized (lock) {
            faults = value;
        }
    }

    private Faults faults() {
        synchronized (lock) {
            return faults;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<GpuNode> nodes() {
        synchronized (lock) {
            return List.copyOf(nodes.values());
        }
    }

    /**
     * The engine for one grid among several: notifications and close are that grid's only.
     *
     * @param reached the nodes that the grid can reach
     */
    public GpuExecutor door(Set<NodeName> reached) {
        return new ScriptedEngineAccess(this, Optional.of(Set.copyOf(reached)));
    }

    /** Sets whether a node is down: it does not answer; its workloads go on. */
    public void down(NodeName id, boolean isDown) {
        synchronized (lock) {
            if (isDown ? down.add(id) : down.remove(id)) {
                accept(id, !isDown);
            }
        }
    }

    /**
     * Makes programs fail to start on a node until it is mended: those launched meanwhile end as faults of the node
     * when they would have started.
     *
     * @param words what the node's engine says of it
     * @param hits the jobs whose programs do not start
     */
    public void breakNode(NodeName id, String words, Predicate<JobRef> hits) {
        synchronized (lock) {
            broken.put(id, new NodeFault(words, hits));
        }
    }

    /** Makes later launches on a node work again. */
    public void mendNode(NodeName id) {
        synchronized (lock) {
            broken.remove(id);
        }
    }

    /** Whether programs start on a node. */
    public boolean isBroken(NodeName id) {
        synchronized (lock) {
            return broken.containsKey(id);
        }
    }

    /** Throws if the node of the workload does not answer. */
    void checkUp(RunKey key) {
        synchronized (lock) {
            Workload workload = runs(key.job()).get(key);
            if (workload != null && down.contains(workload.request().placement().node())) {
                throw new IllegalStateException("simulated: the node of " + key + " does not answer");
            }
        }
    }

    /** Throws if the node does not answer. */
    void checkUp(NodeName node) {
        synchronized (lock) {
            if (down.contains(node)) {
                throw new IllegalStateException("simulated: " + node + " does not answer");
            }
        }
    }

    /** Sets whether a node accepts new work. */
    public void accept(NodeName id, boolean accepts) {
        synchronized (lock) {
            nodes.computeIfPresent(id, (same, node) -> node.accepting(accepts));
        }
    }

    /** Changes the report of a node, such as of one that answers for the first time. */
    public void answer(GpuNode node) {
        Runnable changed;
        synchronized (lock) {
            nodes.put(node.id(), node);
            changed = onNodesChanged;
        }
        changed.run();
    }

    @Override
    public void join(GridLink grid) {
        synchronized (lock) {
            onNodesChanged = grid::nodesChanged;
        }
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        return own.launch(request, listener);
    }

    @Override
    public Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        return own.attach(key, machine, listener);
    }

    /** Creates a workload, unless it exists. */
    Workload take(RunRequest request) {
        faults().onLaunch(request.key());
        // First: reading takes time, in which another grid may launch the same run.
        request.files().forEach(ScriptedExecutor::readWhole);
        Workload workload;
        synchronized (lock) {
            checkUp(request.placement().node());
            if (!workloads.containsKey(request.key())) {
                takeOn(request);
            }
            workload = workload(request.key());
        }
        faults().onLaunched(request.key());
        return workload;
    }

    private void takeOn(RunRequest request) {
        RunKey key = request.key();
        if (runs(key.job()).containsKey(key)) {
            breaches.add(key + " was launched again after it was over");
        }
        for (Workload other : workloads.values()) {
            if (other.over(clock.instant()).isEmpty()) {
                checkJobsApart(request, other.request());
                checkDevicesApart(request, other.request());
            } else if (other.isOutOfSight()) {
                checkDevicesApart(request, other.request());
            }
        }
        Optional<String> fault = Optional.ofNullable(
                        broken.get(request.placement().node()))
                .filter(node -> node.hits().test(key.job()))
                .map(NodeFault::words);
        Workload workload = new Workload(request, scripts.apply(request), fault, clock.instant());
        workloads.put(key, workload);
        history.computeIfAbsent(key.job(), any -> new LinkedHashMap<>()).put(key, workload);
    }

    private Map<RunKey, Workload> runs(JobRef job) {
        return history.getOrDefault(job, Map.of());
    }

    private void checkJobsApart(RunRequest request, RunRequest other) {
        if (other.key().job().equals(request.key().job())) {
            breaches.add(request.key() + " was launched while " + other.key() + " runs");
        }
    }

    private void checkDevicesApart(RunRequest request, RunRequest other) {
        boolean sameNode = other.placement().node().equals(request.placement().node());
        if (sameNode
                && !Collections.disjoint(
                        other.placement().gpuIds(), request.placement().gpuIds())) {
            breaches.add(request.key() + " was launched on a GPU that " + other.key() + " holds");
        }
    }

    private static void readWhole(StagedFile file) {
        try (InputStream in = file.content().open()) {
            long size = in.readAllBytes().length;
            if (size != file.sizeBytes()) {
                throw new IOException(file.path() + " has " + size + " bytes, not " + file.sizeBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        return own.attach(key, listener);
    }

    /** The workload, if it exists. */
    Optional<Workload> find(RunKey key) {
        faults().onCall(key);
        checkUp(key);
        synchronized (lock) {
            return Optional.ofNullable(workloads.get(key));
        }
    }

    private Workload workload(RunKey key) {
        Workload workload = workloads.get(key);
        if (workload == null) {
            throw new IllegalStateException("there is no workload " + key);
        }
        return workload;
    }

    @Override
    public List<RunKey> workloads() {
        synchronized (lock) {
            return List.copyOf(workloads.keySet());
        }
    }

    /** Workloads on these nodes. */
    List<RunKey> workloads(Set<NodeName> on) {
        synchronized (lock) {
            if (on.stream().anyMatch(down::contains)) {
                throw new IllegalStateException("simulated: a node does not answer");
            }
            return workloads.values().stream()
                    .map(Workload::request)
                    .filter(request -> on.contains(request.placement().node()))
                    .map(RunRequest::key)
                    .toList();
        }
    }

    /** Notifies the listeners of this grid of their runs' progress. Blocks while they run. */
    public void report() {
        own.report();
    }

    /** Loses a workload that has not ended, as if its machine was gone. */
    public void lose(RunKey key) {
        synchronized (lock) {
            workload(key).lose(clock.instant());
        }
    }

    /**
     * Reports a workload as lost although its program goes on, as on a node that was unreachable for long: it uses its
     * devices until it is removed.
     */
    public void loseSight(RunKey key) {
        synchronized (lock) {
            workload(key).loseSight(clock.instant());
        }
    }

    void remove(RunKey key) {
        synchronized (lock) {
            if (workload(key).over(clock.instant()).isEmpty()) {
                breaches.add(key + " was removed while it runs");
            }
            workloads.remove(key);
        }
    }

    /** Removes a run whose files stay until then. */
    void keep(RunKey key, Instant until) {
        remove(key);
        synchronized (lock) {
            kept.put(key, until);
        }
    }

    @Override
    public void removeExpiredArtifacts(Instant now) {
        synchronized (lock) {
            kept.values().removeIf(until -> !now.isBefore(until));
        }
    }

    /** The runs that were removed and whose files are still there. */
    public Set<RunKey> kept() {
        synchronized (lock) {
            return Set.copyOf(kept.keySet());
        }
    }

    boolean has(RunKey key) {
        synchronized (lock) {
            return workloads.containsKey(key);
        }
    }

    /** Number of launched runs of a job, including removed ones. */
    public int launches(JobRef job) {
        synchronized (lock) {
            return runs(job).size();
        }
    }

    /** Runs of a job that a fault of their node kept from starting, also those removed since. */
    public int nodeFaults(JobRef job) {
        synchronized (lock) {
            return (int) runs(job).values().stream()
                    .flatMap(workload -> workload.over(clock.instant()).stream())
                    .filter(RunExit::nodeFault)
                    .count();
        }
    }

    /** Runs of a job whose program has started, also those removed since. */
    public List<RunKey> started(JobRef job) {
        synchronized (lock) {
            return runs(job).entrySet().stream()
                    .filter(entry -> entry.getValue().started(clock.instant()).isPresent())
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /** The script that a run follows, also one removed since; empty if there never was such a run. */
    public Optional<RunScript> script(RunKey key) {
        synchronized (lock) {
            return Optional.ofNullable(runs(key.job()).get(key)).map(Workload::script);
        }
    }

    /** The exit of a run, including removed ones; empty if it has not ended. */
    public Optional<RunExit> ending(RunKey key) {
        synchronized (lock) {
            return Optional.ofNullable(runs(key.job()).get(key)).flatMap(workload -> workload.over(clock.instant()));
        }
    }

    /** Number of lines that a run has printed, including removed ones. */
    public int printed(RunKey key) {
        synchronized (lock) {
            return Optional.ofNullable(runs(key.job()).get(key))
                    .map(workload -> workload.printed(clock.instant()).size())
                    .orElse(0);
        }
    }

    /** Violations by grids: a run launched twice, two runs of one job or on one GPU at a time, … */
    public List<String> breaches() {
        synchronized (lock) {
            return List.copyOf(breaches);
        }
    }

    InstantSource clock() {
        return clock;
    }

    Faults faultsNow() {
        return faults();
    }

    @Override
    public void close() {
        own.close();
    }
}

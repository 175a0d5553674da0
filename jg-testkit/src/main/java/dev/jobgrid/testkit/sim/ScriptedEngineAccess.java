package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One grid's access to a scripted engine, with that grid's listeners. Thread-safe. */
final class ScriptedEngineAccess implements GpuExecutor {
    private final Object lock = new Object();
    private final ScriptedExecutor engine;
    private final Optional<Set<NodeName>> reached;
    private final Map<RunKey, ScriptedRun> runs = new LinkedHashMap<>();

    /**
     * A way to an engine.
     *
     * @param reached the nodes behind it; empty for all
     */
    ScriptedEngineAccess(ScriptedExecutor engine, Optional<Set<NodeName>> reached) {
        this.engine = engine;
        this.reached = reached;
    }

    @Override
    public String name() {
        return ScriptedExecutor.NAME;
    }

    @Override
    public List<GpuNode> nodes() {
        return engine.nodes().stream()
                .filter(node -> reached.map(ids -> ids.contains(node.id())).orElse(true))
                .toList();
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        return listen(engine.take(request), listener);
    }

    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        return engine.find(key).map(workload -> listen(workload, listener));
    }

    @Override
    public Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        engine.checkUp(new NodeName(machine.value())); // its machines are known by their names
        return attach(key, listener);
    }

    private ScriptedRun listen(Workload workload, RunListener listener) {
        // An earlier listener is not notified any more, but may still use its run.
        ScriptedRun run = new ScriptedRun(engine, workload, listener, engine.clock(), engine::faultsNow);
        synchronized (lock) {
            runs.put(run.key(), run);
        }
        return run;
    }

    @Override
    public List<RunKey> workloads() {
        return reached.map(engine::workloads).orElseGet(engine::workloads);
    }

    @Override
    public void removeExpiredArtifacts(Instant now) {
        engine.removeExpiredArtifacts(now);
    }

    void report() {
        List<ScriptedRun> all;
        synchronized (lock) {
            runs.keySet().removeIf(key -> !engine.has(key));
            all = List.copyOf(runs.values());
        }
        all.forEach(ScriptedRun::report);
    }

    @Override
    public void close() {
        synchronized (lock) {
            runs.clear();
        }
    }
}

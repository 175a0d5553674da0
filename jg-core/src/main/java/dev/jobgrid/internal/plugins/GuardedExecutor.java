package dev.jobgrid.internal.plugins;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.GridLink;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The executor that {@link GuardedPlugins#executor} describes. Thread-safe if its executor is. */
public final class GuardedExecutor implements GpuExecutor {
    private static final String NODES = "nodes";
    private static final String LAUNCH = "launch";

    private final GpuExecutor executor;
    private final String name;
    private final PluginGuard plugin;
    private final Waits waits;
    private volatile List<GpuNode> lastNodes = List.of();

    GuardedExecutor(PluginGuard plugin, GpuExecutor executor, Waits waits) {
        this.executor = executor;
        this.name = executor.name();
        this.plugin = plugin;
        this.waits = waits;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<GpuNode> nodes() {
        return nodes(() -> plugin.call(NODES, waits.decision(), this::ask));
    }

    /**
     * As {@link #nodes}, called on this thread: for a submit, for which another thread would cost more than the call.
     * While an earlier call hangs, the nodes are reported as accepting no work.
     */
    public List<GpuNode> nodesHere() {
        return plugin.isSilent(NODES)
                ? notAccepting()
                : nodes(() -> plugin.callHere(NODES, waits.decision(), this::ask));
    }

    private List<GpuNode> ask() {
        return List.copyOf(executor.nodes());
    }

    private List<GpuNode> nodes(Supplier<List<GpuNode>> asked) {
        try {
            List<GpuNode> nodes = asked.get();
            lastNodes = nodes;
            return plugin.isHanging(LAUNCH) ? notAccepting() : nodes;
        } catch (JobGridException e) {
            return notAccepting();
        }
    }

    /** The grid waits for their runs: those of unlisted nodes would be given up. */
    private List<GpuNode> notAccepting() {
        return lastNodes.stream().map(node -> node.accepting(false)).toList();
    }

    @Override
    public void join(GridLink grid) {
        try {
            plugin.run("join", waits.work(), () -> executor.join(grid));
        } catch (JobGridException e) {
            // Logged; polls of the queue find the changes.
        }
    }

    @Override
    public Optional<String> problem() {
        try {
            return plugin.call("problem", waits.decision(), executor::problem);
        } catch (JobGridException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        RunKey key = request.key();
        return guarded(key, plugin.of(key).call(LAUNCH, waits.work(), () -> executor.launch(request, listener)));
    }

    private Run guarded(RunKey key, Run run) {
        return new GuardedRun(plugin.of(key), key, run, waits);
    }

    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        return attached(key, () -> executor.attach(key, listener));
    }

    @Override
    public Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        return attached(key, () -> executor.attach(key, machine, listener));
    }

    private Optional<Run> attached(RunKey key, PluginGuard.Call<Optional<Run>> attach) {
        if (plugin.of(key).isSilent(LAUNCH)) {
            // It may run at any moment: it must not be reported as missing.
            throw new JobGridException(
                    ErrorCode.INTERNAL_ERROR,
                    "the executor '" + name + "' has not answered yet whether it launched the run");
        }
        return plugin.of(key).call("attach", waits.work(), attach).map(run -> guarded(key, run));
    }

    @Override
    public List<RunKey> workloads() {
        return plugin.call("workloads", waits.work(), () -> List.copyOf(executor.workloads()));
    }

    @Override
    public void removeExpiredArtifacts(Instant now) {
        plugin.run("removeExpiredArtifacts", waits.work(), () -> executor.removeExpiredArtifacts(now));
    }

    @Override
    public void close() {
        try {
            plugin.run("close", waits.answer(), executor::close);
        } catch (JobGridException e) {
            // Logged; the rest of the grid is still closed.
        }
    }
}

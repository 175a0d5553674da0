package dev.jobgrid.internal.plugins;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.GpuNode;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunListener;
import dev.jobgrid.spi.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The executor that {@link Plugins#executor} describes. Thread-safe if its executor is. */
final class GuardedExecutor implements GpuExecutor {
    private final GpuExecutor executor;
    private final String name;
    private final Plugin plugin;
    private volatile List<GpuNode> lastNodes = List.of();

    GuardedExecutor(GpuExecutor executor, GpuExecutor called) {
        this.executor = called;
        this.name = executor.name();
        this.plugin = new Plugin("executor '" + name + "'", executor);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<GpuNode> nodes() {
        try {
            List<GpuNode> nodes = plugin.call(() -> List.copyOf(executor.nodes()));
            lastNodes = nodes;
            return nodes;
        } catch (JobGridException e) {
            // Their runs are waited for: those of nodes that are not listed would be given up.
            return lastNodes.stream().map(node -> node.accepting(false)).toList();
        }
    }

    @Override
    public void onNodesChanged(Runnable changed) {
        try {
            plugin.call(() -> {
                executor.onNodesChanged(changed);
                return true;
            });
        } catch (JobGridException e) {
            // Logged; looks at the queue find what has changed.
        }
    }

    @Override
    public Optional<String> problem() {
        try {
            return plugin.call(executor::problem);
        } catch (JobGridException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        return new GuardedRun(plugin, plugin.call(() -> executor.launch(request, listener)));
    }

    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        return plugin.call(() -> executor.attach(key, listener)).map(run -> new GuardedRun(plugin, run));
    }

    @Override
    public Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        return plugin.call(() -> executor.attach(key, machine, listener)).map(run -> new GuardedRun(plugin, run));
    }

    @Override
    public List<RunKey> workloads() {
        return plugin.call(() -> List.copyOf(executor.workloads()));
    }

    @Override
    public void removeKept(Instant now) {
        plugin.call(() -> {
            executor.removeKept(now);
            return true;
        });
    }

    @Override
    public void close() {
        try {
            plugin.call(() -> {
                executor.close();
                return true;
            });
        } catch (JobGridException e) {
            // Logged; the rest of the grid is closed all the same.
        }
    }
}

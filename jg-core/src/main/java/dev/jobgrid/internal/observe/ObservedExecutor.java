package dev.jobgrid.internal.observe;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.spi.GridObserver;
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

/** Reports exceptions of an executor. */
record ObservedExecutor(GpuExecutor executor, GridObserver observer) implements GpuExecutor {
    @Override
    public String name() {
        return executor.name();
    }

    @Override
    public List<GpuNode> nodes() {
        return observed("nodes", executor::nodes);
    }

    @Override
    public void join(GridLink grid) {
        executor.join(grid);
    }

    @Override
    public Optional<String> problem() {
        return observed("problem", executor::problem);
    }

    @Override
    public Run launch(RunRequest request, RunListener listener) {
        return observed("launch", () -> executor.launch(request, listener));
    }

    @Override
    public Optional<Run> attach(RunKey key, RunListener listener) {
        return observed("attach", () -> executor.attach(key, listener));
    }

    @Override
    public Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        return observed("attach", () -> executor.attach(key, machine, listener));
    }

    @Override
    public List<RunKey> workloads() {
        return observed("workloads", executor::workloads);
    }

    @Override
    public void removeExpiredArtifacts(Instant now) {
        observed("removeKept", () -> {
            executor.removeExpiredArtifacts(now);
            return true;
        });
    }

    @Override
    public void close() {
        executor.close();
    }

    private <T> T observed(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            observer.executorFailed(executor.name(), operation);
            throw e;
        }
    }
}

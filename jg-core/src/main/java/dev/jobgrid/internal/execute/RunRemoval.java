package dev.jobgrid.internal.execute;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Stops and removes a workload without a runner. Single-threaded. */
final class RunRemoval implements Loop {
    private final GpuExecutor executor;
    private final RunKey key;
    private final Optional<MachineId> machine;
    private final Duration grace;
    private final Optional<Instant> keptUntil;
    private boolean stopped;

    /**
     * A removal that has not begun.
     *
     * @param machine its machine, if known
     * @param keptUntil until when the files of the run are retained on its node; empty to remove them
     */
    RunRemoval(
            GpuExecutor executor,
            RunKey key,
            Optional<MachineId> machine,
            Duration grace,
            Optional<Instant> keptUntil) {
        this.executor = executor;
        this.key = key;
        this.machine = machine;
        this.grace = grace;
        this.keptUntil = keptUntil;
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        Optional<Run> run = machine.isPresent()
                ? executor.attach(key, machine.get(), Deaf.INSTANCE)
                : executor.attach(key, Deaf.INSTANCE);
        if (run.isEmpty()) {
            return false;
        }
        if (!stopped) {
            run.get().stop(grace);
            stopped = true;
        }
        if (run.get().exit(wait).isEmpty()) {
            return true;
        }
        keptUntil.ifPresentOrElse(run.get()::retainArtifacts, run.get()::remove);
        return false;
    }

    /** No listener. */
    private enum Deaf implements RunListener {
        INSTANCE;

        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    }
}

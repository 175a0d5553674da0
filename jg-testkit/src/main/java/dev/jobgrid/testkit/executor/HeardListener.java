package dev.jobgrid.testkit.executor;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.executor.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the calls of a run's listener. Thread-safe. */
final class HeardListener implements RunListener {
    private final List<ExecutionPhase> phases = new CopyOnWriteArrayList<>();
    private final List<Instant> starts = new CopyOnWriteArrayList<>();
    private final List<Duration> agos = new CopyOnWriteArrayList<>();

    @Override
    public void phase(ExecutionPhase phase, String message) {
        phases.add(phase);
    }

    @Override
    public void started(Instant at) {
        starts.add(at);
    }

    @Override
    public void started(Instant at, Duration ago) {
        started(at);
        agos.add(ago);
    }

    List<ExecutionPhase> phases() {
        return phases;
    }

    List<Instant> starts() {
        return starts;
    }

    /** The ages of the starts that were reported with one. */
    List<Duration> agos() {
        return agos;
    }
}

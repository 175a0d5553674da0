package dev.jobgrid.internal.execute;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.executor.RunListener;
import java.time.Duration;
import java.time.Instant;

/** Is notified of a start before it is stored: the node works, even if storing fails. */
record StartListener(RunListener listener, Runnable onStart) implements RunListener {
    @Override
    public void phase(ExecutionPhase phase, String message) {
        listener.phase(phase, message);
    }

    @Override
    public boolean mayStart() {
        return listener.mayStart();
    }

    @Override
    public void started(Instant at) {
        onStart.run();
        listener.started(at);
    }

    @Override
    public void started(Instant at, Duration ago) {
        onStart.run();
        listener.started(at, ago);
    }
}

package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** The state of a run and requests to it, shared by its threads and callers. Thread-safe. */
public final class ContainerRunState {
    private static final System.Logger LOG = System.getLogger(ContainerRunState.class.getName());

    private final Object lock = new Object();
    private final StateChanges changes = new StateChanges(lock);
    // Held during calls of the listener, so that they are serialised; never together with the other lock.
    private final Object notifying = new Object();
    private RunListener listener;
    private String container;
    private Optional<Start> reported = Optional.empty();
    private boolean isStarted;
    private Optional<RunExit> exit = Optional.empty();
    private boolean isLooked;
    private boolean isGivenUp;
    private boolean isStopped;
    private boolean isClosed;

    /** When the program started by the Engine's clock, and how long ago that was when it was reported. */
    private record Start(Instant at, Optional<Duration> ago, long reportedNanos) {
        void report(RunListener listener, Optional<RunExit> exit) {
            Optional<Duration> ran = ago.map(
                    time -> exit.flatMap(RunExit::runtime).orElse(time.plusNanos(System.nanoTime() - reportedNanos)));
            if (ran.isPresent()) {
                listener.started(at, ran.get());
            } else {
                listener.started(at);
            }
        }
    }

    /**
     * The state before the start.
     *
     * @param container the run's container, by its name or its id
     */
    public ContainerRunState(String container, RunListener listener) {
        this.container = container;
        this.listener = listener;
    }

    /** The container's id, once there is one, else its name, which may be changed. */
    public String container() {
        synchronized (lock) {
            return container;
        }
    }

    public void setContainer(String id) {
        change(() -> container = id);
    }

    /** Replaces the listener. */
    public void listen(RunListener other) {
        synchronized (notifying) {
            listener = other;
            reported.ifPresent(start -> callListener(() -> start.report(other, exit())));
        }
    }

    public void phase(ExecutionPhase phase, String message) {
        synchronized (notifying) {
            callListener(() -> listener.phase(phase, message));
        }
    }

    /**
     * As {@link RunListener#mayStart}.
     *
     * @throws IOException if the listener does not know now
     */
    public boolean mayStart() throws IOException {
        synchronized (notifying) {
            try {
                return listener.mayStart();
            } catch (RuntimeException e) {
                throw new IOException("whether the run may still start is not known", e);
            }
        }
    }

    /** The program has started, that long ago; waiting threads continue after the listener's call. */
    public void started(Instant at, Optional<Duration> ago) {
        Start start = new Start(at, ago, System.nanoTime());
        synchronized (notifying) {
            reported = Optional.of(start);
            callListener(() -> start.report(listener, Optional.empty()));
        }
        change(() -> isStarted = true);
    }

    private static void callListener(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the progress of a run could not be reported", e);
        }
    }

    public void end(RunExit how) {
        change(() -> {
            if (exit.isEmpty()) {
                exit = Optional.of(how);
            }
        });
    }

    /** Its Engine has been down for too long: nothing more is read from it, even if it comes back. */
    public void giveUp() {
        change(() -> isGivenUp = true);
    }

    public void stop() {
        change(() -> isStopped = true);
    }

    public void close() {
        change(() -> isClosed = true);
    }

    private void change(Runnable change) {
        synchronized (lock) {
            change.run();
            changes.signalAll();
        }
    }

    public boolean isStarted() {
        return ask(() -> isStarted);
    }

    public boolean isOver() {
        return ask(() -> exit.isPresent());
    }

    public boolean isGivenUp() {
        return ask(() -> isGivenUp);
    }

    public boolean isStopped() {
        return ask(() -> isStopped);
    }

    public boolean isClosed() {
        return ask(() -> isClosed);
    }

    private boolean ask(BooleanSupplier question) {
        synchronized (lock) {
            return question.getAsBoolean();
        }
    }

    public Optional<RunExit> exit() {
        synchronized (lock) {
            return exit;
        }
    }

    /** Waits until the run has ended, or is no longer supervised. */
    public Optional<RunExit> awaitExit(Duration wait) throws InterruptedException {
        changes.await(wait, () -> exit.isPresent() || isClosed);
        return exit();
    }

    /** Waits until the program has started, or the run has ended without a start. */
    public void awaitStart(Duration wait) throws InterruptedException {
        changes.await(wait, () -> isStarted || exit.isPresent() || isClosed);
    }

    /** Waits until the container was inspected: whether it runs or has ended is known then. */
    public void awaitLook(Duration wait) throws InterruptedException {
        changes.await(wait, () -> isLooked || exit.isPresent() || isClosed);
    }

    public void looked() {
        change(() -> isLooked = true);
    }

    /** Waits, but not after the run is stopped. */
    public void pause(Duration wait) {
        boolean wasStopped = isStopped();
        try {
            changes.await(wait, () -> isClosed || isStopped != wasStopped);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}

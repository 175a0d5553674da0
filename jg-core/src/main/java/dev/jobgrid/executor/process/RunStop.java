package dev.jobgrid.executor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** Stops a run. Thread-safe. */
final class RunStop {
    private static final System.Logger LOG = System.getLogger(RunStop.class.getName());
    private static final Duration UNTIL_HELPERS = Duration.ofSeconds(1);

    private final ProcessRun run;
    private final RunFolder folder;
    private final RunState state;
    private final ChangeCondition changes;
    private final Object sending = new Object();
    private boolean isTermSent;
    private volatile boolean hasFailed;
    private volatile boolean isAsked;

    RunStop(ProcessRun run, RunFolder folder, RunState state, ChangeCondition changes) {
        this.run = run;
        this.folder = folder;
        this.state = state;
        this.changes = changes;
    }

    /** From now on the program is not started. */
    void ask() {
        isAsked = true;
        changes.beat();
    }

    boolean isAsked() {
        return isAsked;
    }

    /**
     * Sends TERM once, and KILL after the grace; returns when the run has ended, or on an interrupt. Failures, such as
     * a lack of file descriptors or processes, are retried.
     */
    void carryOut(Duration grace) {
        try {
            ChangeCondition.Wait wait = changes.startWait(grace);
            boolean isOver;
            do {
                isOver = isOver();
                if (!isOver) {
                    attempt(this::sendTerm);
                }
            } while (!isOver && wait.pause());
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver() throws InterruptedException {
        try {
            return run.ended().isPresent();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** A repeatable action. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            Level level = hasFailed ? Level.DEBUG : Level.WARNING;
            hasFailed = true;
            LOG.log(level, "run " + folder.key() + " could not be stopped; retrying", e);
        }
    }

    /** Stops may be concurrent: a program that cleans up on TERM would begin again at a second one. */
    private void sendTerm() throws IOException {
        synchronized (sending) {
            isTermSent = isTermSent || signal("TERM");
        }
    }

    private void kill() throws InterruptedException {
        ChangeCondition.Wait wait = changes.startWait(UNTIL_HELPERS);
        boolean isPatient = true;
        while (!isOver()) {
            if (isPatient) {
                attempt(this::killProgram);
                isPatient = wait.pause();
            } else {
                attempt(this::killBelow);
                changes.startWait(UNTIL_HELPERS).pause();
            }
        }
    }

    /** As a group if it has one: no process can escape by forking. */
    private void killProgram() throws IOException {
        Optional<RunGroup> group = state.started().isPresent() ? RunGroup.of(folder) : Optional.empty();
        if (group.isPresent()) {
            group.get().kill();
        } else {
            signal("KILL");
        }
    }

    private void killBelow() throws IOException {
        Optional<SupervisorProcess> supervisor = state.supervisor();
        if (supervisor.isPresent()) {
            supervisor.get().killBelow(folder);
        }
    }

    private boolean signal(String signal) throws IOException {
        Optional<SupervisorProcess> supervisor = state.supervisor();
        return state.started().isPresent()
                && supervisor.isPresent()
                && supervisor.get().signalProgram(signal, folder);
    }
}

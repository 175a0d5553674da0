package dev.jobgrid.executor.docker.internal.http;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Cancels current and future calls of one run. Thread-safe. */
public final class Cancellation {
    private final Object lock = new Object();
    private final Set<EngineConnection> calls = new HashSet<>();
    private boolean isCancelled;

    public void cancel() {
        synchronized (lock) {
            isCancelled = true;
            calls.forEach(EngineConnection::close);
        }
    }

    boolean isCancelled() {
        synchronized (lock) {
            return isCancelled;
        }
    }

    public void check() {
        if (isCancelled()) {
            throw new CancellationException("the run is stopped");
        }
    }

    void add(EngineConnection call) {
        synchronized (lock) {
            calls.add(call);
            if (isCancelled) {
                call.close();
            }
        }
    }

    void remove(EngineConnection call) {
        synchronized (lock) {
            calls.remove(call);
        }
    }
}

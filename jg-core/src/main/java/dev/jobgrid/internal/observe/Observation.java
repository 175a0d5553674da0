package dev.jobgrid.internal.observe;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.Storage;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** An embedder's observer that can do no harm, and the parts of a grid that tell it. Thread-safe. */
public final class Observation implements GridObserver {
    private static final System.Logger LOG = System.getLogger(Observation.class.getName());

    private final GridObserver observer;
    private final AtomicBoolean complained = new AtomicBoolean();

    /** Tells this observer. */
    public Observation(GridObserver observer) {
        this.observer = observer;
    }

    /** The router, telling how long it takes. */
    public Router of(Router router) {
        return isIdle() ? router : new ObservedRouter(router, this);
    }

    /** The executor, telling what it throws. */
    public GpuExecutor of(GpuExecutor executor) {
        return isIdle() ? executor : new ObservedExecutor(executor, this);
    }

    /** The storage, telling how long its calls take. */
    public Storage of(Storage storage) {
        return isIdle() ? storage : new ObservedStorage(storage, this).proxy();
    }

    private boolean isIdle() {
        return observer.equals(GridObserver.NONE);
    }

    @Override
    public void changed(Transition transition) {
        tell(() -> observer.changed(transition));
    }

    @Override
    public void routed(Duration took) {
        tell(() -> observer.routed(took));
    }

    @Override
    public void executorFailed(String executor, String operation) {
        tell(() -> observer.executorFailed(executor, operation));
    }

    @Override
    public void nodeFaulted(String executor, String node) {
        tell(() -> observer.nodeFaulted(executor, node));
    }

    @Override
    public void callbackTried(CallbackAttempt attempt) {
        tell(() -> observer.callbackTried(attempt));
    }

    @Override
    public void storeCalled(String store, String operation, Duration took, boolean failed) {
        tell(() -> observer.storeCalled(store, operation, took, failed));
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // Once: it may be called a thousand times a second.
            if (complained.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "the observer failed; this is said once", e);
            }
        }
    }
}

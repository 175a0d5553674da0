package dev.jobgrid.internal.observe;

import dev.jobgrid.internal.plugins.GuardedObserver;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Storage;

/**
 * Decorates the components of a grid for an embedder's observer; leaves them as they are if there is none.
 *
 * @param observer the observer
 */
public record Observation(GuardedObserver observer) {
    /** The router, reporting its durations. */
    public Router of(Router router) {
        return observer.isIdle() ? router : new ObservedRouter(router, observer);
    }

    /** The executor, reporting its exceptions. */
    public GpuExecutor of(GpuExecutor executor) {
        return observer.isIdle() ? executor : new ObservedExecutor(executor, observer);
    }

    /** The storage, reporting durations of its calls. */
    public Storage of(Storage storage) {
        return observer.isIdle() ? storage : new ObservedStorage(storage, observer).proxy();
    }
}

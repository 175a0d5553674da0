package dev.jobgrid.internal.observe;

import dev.jobgrid.internal.plugins.GuardedObserver;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Storage;

/**
 * The parts of a grid, telling an embedder's observer what they do; left as they are if it hears nothing anyway.
 *
 * @param observer who is told
 */
public record Observation(GuardedObserver observer) {
    /** The router, telling how long it takes. */
    public Router of(Router router) {
        return observer.isIdle() ? router : new ObservedRouter(router, observer);
    }

    /** The executor, telling what it throws. */
    public GpuExecutor of(GpuExecutor executor) {
        return observer.isIdle() ? executor : new ObservedExecutor(executor, observer);
    }

    /** The storage, telling how long its calls take. */
    public Storage of(Storage storage) {
        return observer.isIdle() ? storage : new ObservedStorage(storage, observer).proxy();
    }
}

package dev.jobgrid.spi.executor;

import dev.jobgrid.id.GridNames;

/** What an executor tells its grid, and may ask of it. Thread-safe. */
public interface GridLink {
    /** Tells that jobs which wait may be placed now. Returns at once. */
    void nodesChanged();

    /**
     * The names of the grids on the store, for labels of workloads. Another grid may add former ones; the current one does not
     * change while a grid is on the store. Blocks on the store, and throws if that fails.
     */
    GridNames names();
}

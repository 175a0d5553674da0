package dev.jobgrid.spi.store;

import dev.jobgrid.id.GridNames;

/**
 * The names of the grids on a store, which all of them share. Thread-safe; all methods block on the store, and throw
 * {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE or INTERNAL_ERROR if it fails.
 */
public interface GridNameStore {
    /**
     * The names. The first call for a store gives it a random one, and so does the first call for a copy, which leaves the
     * names and the signing keys to the original: calls that are made at once return the same.
     */
    GridNames names();

    /**
     * Adds a name that the grids of this store had before: as their name if they have none yet, else as a former one. No
     * effect if it is one of them already.
     */
    GridNames adopt(String name);

    /** Whether the names are those of another store, of which this one is a copy, as far as the storage can tell. */
    boolean isInherited();

    /** Lets a copy whose original is gone have its names. To be called before {@link #names}. */
    void inherit();
}

package dev.jobgrid;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.monitor.NodeReport;
import dev.jobgrid.spi.store.SigningKeyStore;
import java.util.List;

/**
 * What the operator of a grid sees and does, across workspaces, in the grid's own process. No scope limits it; whoever
 * holds it may do all of it. Thread-safe.
 *
 * <p>What reads the store throws {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE once the grid is closed.
 */
public interface Operations {
    /** API keys of the grid's clients (§02). Its methods block on the store. */
    ApiKeys apiKeys();

    /** The keys that sign URLs of uploads and downloads, for adapters of all grids on a store. Its methods block on that. */
    SigningKeyStore signingKeys();

    /** Maintenance mode for parts of the grid. Its methods block on the store. */
    Maintenance maintenance();

    /** Removes data by the retention rules. Its methods block on the store. */
    Retention retention();

    /** Free and total space of the disks that this grid stores on, where known. Asks the file systems, and not the store. */
    List<DiskSpace> disks();

    /** Counts of jobs of all workspaces that have not ended, up to 100,000 of each status. Blocks on the store. */
    JobCounts census();

    /** The number of observer calls that were dropped because the observer was too slow. Does not block. */
    long droppedObservations();

    /** The nodes of this grid's own executors, up or down. Does not read the store. */
    List<NodeReport> nodes();

    /**
     * Quarantined nodes of this grid, and images quarantined on a node: programs cannot start there through a fault of
     * the node, or the image cannot be pulled. Each grid on a store keeps its own. Does not block.
     */
    List<NodeQuarantine> quarantines();

    /**
     * Health checks of the grid's dependencies: its store, which must accept writes too, and its executors. Waits for
     * three seconds at most; a check without an answer by then has failed.
     */
    List<HealthCheck> health();
}

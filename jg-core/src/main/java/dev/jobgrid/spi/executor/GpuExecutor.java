package dev.jobgrid.spi.executor;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs workloads: as processes of this host, as containers on engines, or as jobs of a cluster that queues and places
 * by itself. A workload outlives this process and is found again by its {@link RunKey}. Thread-safe.
 */
public interface GpuExecutor extends AutoCloseable {
    /** Names the executor among those of a grid: "process", "docker". */
    String name();

    /**
     * The nodes of this executor. A node that does not answer stays listed and accepts no work: the grid waits for its
     * runs, while runs of a node that is not listed are lost. A node that has not answered yet is listed as
     * {@link GpuNode#unknown}: jobs that may need it wait. Cheap: called for every poll of the queue.
     */
    List<GpuNode> nodes();

    /**
     * Called once when a grid has been built with this executor, before any other method but {@link #name}. The executor
     * keeps the link to tell of changes of {@link #nodes} that affect placement: a node has answered for the first time,
     * accepts work again, or has other images. Waiting jobs are placed at once then; without it, as by default, the next
     * poll finds the change. An executor that shares its engines with others labels its workloads by
     * {@link GridLink#names}.
     */
    default void join(GridLink grid) {}

    /**
     * Why nodes accept no work and what to do about it, for people; empty if there is no problem, or it is unknown.
     * Cheap.
     */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * Launches a workload once: if one with this key exists, attaches to it instead. Returns as soon as the engine has
     * accepted it; the listener is notified of progress, and an end before the start shows as
     * {@link Run#exit(java.time.Duration)} with a cause. Blocks on the engine.
     */
    Run launch(RunRequest request, RunListener listener);

    /**
     * The workload with this key, if the engine has it; {@link RunListener#started} is called again if the program has
     * started.
     */
    Optional<Run> attach(RunKey key, RunListener listener);

    /**
     * As {@link #attach(RunKey, RunListener)}, of a workload that can be on one machine only.
     *
     * @param machine the id that {@link GpuNode#machine} gives, or the node's name where only that was stored
     * @return empty only if that machine has answered and does not have it, or is not this executor's
     * @throws RuntimeException if it does not answer, for however long: the workload may run there
     */
    default Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        return attach(key, listener);
    }

    /** All workloads of this grid that exist and were not removed, including those of earlier processes. */
    List<RunKey> workloads();

    /**
     * Removes files that {@link Run#retainArtifacts} retained until before this moment, in whichever process. Called
     * periodically.
     */
    default void removeExpiredArtifacts(Instant now) {}

    /**
     * Stops supervising workloads and leaves them running. May be called twice; returns when its threads have ended.
     */
    @Override
    void close();
}

package dev.jobgrid.spi.executor;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs workloads: as processes of this host, as containers on engines, as jobs of a cluster that queues and places by
 * itself. A workload outlives this process; what exists is always found again by its {@link RunKey}. Thread-safe.
 */
public interface GpuExecutor extends AutoCloseable {
    /** Names the executor among those of a grid: "process", "docker". */
    String name();

    /**
     * The machines it looks after. One that does not answer for now stays among them and accepts no work: its runs are
     * waited for, while those of a machine that is not listed are given up. One that has not answered yet is listed as
     * {@link GpuNode#unknown}: jobs that may need it wait. Cheap: called for every look at the queue.
     */
    List<GpuNode> nodes();

    /**
     * Has this called whenever {@link #nodes} tells anything new of what work can go where: a node has answered for the first
     * time, takes work again, has other images. Jobs that wait for that are placed at once then. An executor that does not call
     * it, as by default, is found out by the next look. Asked once, before anything else.
     *
     * @param changed returns at once; may be called by any thread
     */
    default void onNodesChanged(Runnable changed) {}

    /**
     * What keeps nodes that accept no work from it and what to do about it, for people; empty if nothing does, or that is
     * not known. Cheap.
     */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * Takes a workload on, once: if one with this key exists, it is attached to instead. Returns as soon as the engine
     * has taken it; what follows is told to the listener, and an end before the start shows as
     * {@link Run#exit(java.time.Duration)} with a cause. Blocks while the engine is asked.
     */
    Run launch(RunRequest request, RunListener listener);

    /** The workload with this key, if the engine has it; {@link RunListener#started} is told again if it got so far. */
    Optional<Run> attach(RunKey key, RunListener listener);

    /**
     * As {@link #attach(RunKey, RunListener)}, of a workload that can be on one machine only.
     *
     * @param machine what {@link GpuNode#machine} says of it, or what it was called when that was all that was known
     * @return empty only if that machine was asked and does not have it, or is none of this executor's
     * @throws RuntimeException if it does not answer, however long it has not: the workload may run there
     */
    default Optional<Run> attach(RunKey key, MachineId machine, RunListener listener) {
        return attach(key, listener);
    }

    /** All workloads of this grid that exist and were not removed, also those of processes long gone. */
    List<RunKey> workloads();

    /** Removes the files that {@link Run#retainArtifacts} kept until before this moment, whichever process did. Called now and then. */
    default void removeExpiredArtifacts(Instant now) {}

    /** Stops looking after workloads and leaves them running. May be called twice; returns when its threads have ended. */
    @Override
    void close();
}

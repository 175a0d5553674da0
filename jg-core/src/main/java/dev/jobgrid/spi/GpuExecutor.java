package dev.jobgrid.spi;

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
     * waited for, while those of a machine that is not listed are given up. Cheap: called for every look at the queue.
     */
    List<GpuNode> nodes();

    /**
     * Takes a workload on, once: if one with this key exists, it is attached to instead. Returns as soon as the engine
     * has taken it; what follows is told to the listener, and an end before the start shows as
     * {@link Run#exit(java.time.Duration)} with a cause. Blocks while the engine is asked.
     */
    Run launch(RunRequest request, RunListener listener);

    /** The workload with this key, if the engine has it; {@link RunListener#started} is told again if it got so far. */
    Optional<Run> attach(RunKey key, RunListener listener);

    /** All workloads of this grid that exist and were not removed, also those of processes long gone. */
    List<RunKey> workloads();

    /** Removes the files that {@link Run#keep} kept until before this moment, whichever process did. Called now and then. */
    default void removeKept(Instant now) {}

    /** Stops looking after workloads and leaves them running. May be called twice; returns when its threads have ended. */
    @Override
    void close();
}

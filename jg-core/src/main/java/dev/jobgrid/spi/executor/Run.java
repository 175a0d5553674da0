package dev.jobgrid.spi.executor;

import dev.jobgrid.id.RunKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A workload on an engine: in preparation, running or ended. Thread-safe. */
public interface Run {
    /** The key of the run. */
    RunKey key();

    /**
     * Reads the next lines of the program's output. Unread output blocks the program or fills its engine, never this
     * process's memory.
     *
     * @param position the position of an earlier batch, or empty for the start
     * @param wait the longest wait; the batch is empty if nothing was printed by then
     */
    LogBatch logs(String position, Duration wait) throws IOException, InterruptedException;

    /** How the run ended; waits for its end up to that long. */
    Optional<RunExit> exit(Duration wait) throws InterruptedException;

    /**
     * Asks the program and all its descendants to end, and kills those that remain after the grace. Returns at once;
     * may be called again, also during preparation.
     */
    void stop(Duration grace);

    /**
     * The disk that the run uses on its node, in bytes, as last measured: files that its program wrote, and the output
     * that the engine keeps. Holes in files, and shared data that the run only reads, do not count. Cheap: called every
     * few seconds while the program runs, and never waits for a measurement.
     *
     * @return empty if the engine cannot measure it, or has not yet
     */
    default OptionalLong diskBytes() {
        return OptionalLong.empty();
    }

    /**
     * Passes the regular files below {@code /workspace/artifacts} of an ended run to the sink. Symbolic links, devices
     * and other special files are skipped. May be called again after a failure.
     */
    void collect(ArtifactSink sink) throws IOException;

    /**
     * The sizes of files that {@link #collect} would pass on.
     *
     * @param paths below {@code /workspace/artifacts}, normalised; missing files are left out of the result. It may
     *     contain a link to a file, which {@link #collect} skips
     */
    default Map<String, Long> artifactSizes(Set<String> paths) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        collect((path, size, body) -> {
            if (paths.contains(path)) {
                sizes.put(path, size);
            }
        });
        return sizes;
    }

    /**
     * Removes everything of an ended run from the engine, and kills what may still run of a lost one. May be called
     * twice. When it returns, no process of the run exists: its devices are released then.
     *
     * @throws RuntimeException if the engine did not confirm that; it is called again then
     */
    void remove();

    /**
     * Where people find the artifacts of this run on its node after {@link #retainArtifacts}: a folder, a container.
     * Empty if this engine cannot retain them.
     */
    default Optional<String> retainedAt() {
        return Optional.empty();
    }

    /**
     * As {@link #remove}, but the files below {@code /workspace/artifacts} stay at {@link #retainedAt} until
     * {@link GpuExecutor#removeExpiredArtifacts} removes them. The run is then no longer among the
     * {@link GpuExecutor#workloads}. May be called twice, and after a crash in between.
     *
     * @throws RuntimeException as {@link #remove} does
     */
    default void retainArtifacts(Instant until) {
        remove();
    }
}

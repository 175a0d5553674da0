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

/** One workload on an engine, prepared, running or over. Thread-safe. */
public interface Run {
    /** Which run it is. */
    RunKey key();

    /**
     * Reads on in what the program prints. Not reading holds back the program or its engine, never this process's memory.
     *
     * @param position where an earlier batch says to go on, or empty for the start
     * @param wait returns by then, empty-handed if nothing was printed
     */
    LogBatch logs(String position, Duration wait) throws IOException, InterruptedException;

    /** How the run ended, once it has; waits for that as long as told. */
    Optional<RunExit> exit(Duration wait) throws InterruptedException;

    /**
     * Asks the program and all it started to end, and kills what is left after the grace. Returns at once; may be called
     * again, also while the run is being prepared.
     */
    void stop(Duration grace);

    /**
     * How much disk of its node the run takes, in bytes, as last measured: what its program wrote, and what the
     * engine keeps of what it printed. Holes in files, and what the run reads of others, count nothing. Cheap: asked
     * every few seconds while the program runs, it waits for no measurement.
     *
     * @return empty if the engine cannot tell, or has not measured yet
     */
    default OptionalLong diskBytes() {
        return OptionalLong.empty();
    }

    /**
     * Hands over the regular files below {@code /workspace/artifacts} of a run that is over. Symbolic links, devices and
     * other special files are passed over. May be called again after a failure.
     */
    void collect(ArtifactSink sink) throws IOException;

    /**
     * How large those of the files are that {@link #collect} would hand over, before it does.
     *
     * @param paths below {@code /workspace/artifacts}, normalised; those that are not there are left out of the answer. A link
     *     to a file may be in it, although it is not handed over
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
     * Lets go of everything the engine holds for a run that is over, and ends what may still run of one that was
     * lost. May be called twice. When it returns, nothing of the run runs any more: its devices are given to others
     * then.
     *
     * @throws RuntimeException if the engine did not say so; it is called again then
     */
    void remove();

    /**
     * Where people will find the artifacts of this run on its node once {@link #retainArtifacts} was called: a folder, a container.
     * Empty if this engine cannot keep them.
     */
    default Optional<String> retainedAt() {
        return Optional.empty();
    }

    /**
     * As {@link #remove}, but the files below {@code /workspace/artifacts} stay at {@link #retainedAt} until
     * {@link GpuExecutor#removeExpiredArtifacts} removes them. The run is none of the {@link GpuExecutor#workloads} any more. May be called
     * twice, and after a crash in the middle.
     *
     * @throws RuntimeException as {@link #remove} does
     */
    default void retainArtifacts(Instant until) {
        remove();
    }
}

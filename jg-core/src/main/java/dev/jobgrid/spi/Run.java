package dev.jobgrid.spi;

import dev.jobgrid.id.RunKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

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
     * Hands over the regular files below {@code /workspace/artifacts} of a run that is over. Symbolic links, devices and
     * other special files are passed over. May be called again after a failure.
     */
    void collect(ArtifactSink sink) throws IOException;

    /** Lets go of everything the engine holds for a run that is over. May be called twice. */
    void remove();
}

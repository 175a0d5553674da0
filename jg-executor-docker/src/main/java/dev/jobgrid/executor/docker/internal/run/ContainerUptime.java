package dev.jobgrid.executor.docker.internal.run;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The runtime of a container's program. The time before this grid knew of it is by the Engine's clock; from then on by
 * this host's monotonic clock, and the Engine's is used while the two agree: it may be set meanwhile. Used by one
 * thread.
 */
public final class ContainerUptime {
    /** The tolerated difference of the two, for the latency of calls. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Duration before;
    private final long sinceNanos = System.nanoTime();
    private long seenNanos = sinceNanos;

    private ContainerUptime(Duration before) {
        this.before = before.isNegative() ? Duration.ZERO : before;
    }

    /**
     * The runtime of a started container.
     *
     * @param isFound whether this grid found it, and did not just start it
     * @return empty if the Engine does not report the required times
     */
    public static Optional<ContainerUptime> of(EngineApi api, ContainerState state, boolean isFound)
            throws IOException {
        boolean isOver = !ExitClassifier.runs(state);
        if (!isFound && !isOver) {
            return Optional.of(new ContainerUptime(Duration.ZERO));
        }
        Optional<Duration> ran = isOver ? ran(state) : sinceStart(state, api.time());
        return ran.map(ContainerUptime::new);
    }

    private static Optional<Duration> sinceStart(ContainerState state, Optional<Instant> now) {
        return ExitClassifier.time(state.getStartedAt())
                .flatMap(start -> now.map(time -> Duration.between(start, time)));
    }

    /** From start to end, by the Engine's times. */
    private static Optional<Duration> ran(ContainerState state) {
        return sinceStart(state, ExitClassifier.time(state.getFinishedAt()));
    }

    /** How long it has run by now. */
    Duration elapsed() {
        return before.plusNanos(System.nanoTime() - sinceNanos);
    }

    /** It was just observed running. */
    void seen() {
        seenNanos = System.nanoTime();
    }

    /** The runtime of a container that was just observed ended. */
    public Duration whole(ContainerState state) {
        Duration min = before.plusNanos(seenNanos - sinceNanos).minus(TOLERANCE);
        Duration max = elapsed().plus(TOLERANCE);
        return ran(state)
                .filter(reported -> reported.compareTo(min) >= 0 && reported.compareTo(max) <= 0)
                .map(reported -> reported.isNegative() ? Duration.ZERO : reported)
                .orElseGet(this::elapsed);
    }
}

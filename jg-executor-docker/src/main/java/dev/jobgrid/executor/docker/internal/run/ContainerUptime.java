package dev.jobgrid.executor.docker.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a container's program runs. What came before this grid knew of it is told by the Engine's clock alone; from then
 * on this host's monotonic clock counts, and the Engine's is believed for as long as the two agree: it may be set meanwhile.
 * Used by one thread.
 */
public final class ContainerUptime {
    /** How far the two may differ, for what calls take. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Duration before;
    private final long sinceNanos = System.nanoTime();
    private long seenNanos = sinceNanos;

    private ContainerUptime(Duration before) {
        this.before = before.isNegative() ? Duration.ZERO : before;
    }

    /**
     * The time of a container that has started.
     *
     * @param isFound whether this grid found it, and did not just start it
     * @return empty if the Engine does not tell what is needed
     */
    public static Optional<ContainerUptime> of(EngineApi api, JsonNode state, boolean isFound) throws IOException {
        boolean isOver = !ExitClassifier.runs(state);
        if (!isFound && !isOver) {
            return Optional.of(new ContainerUptime(Duration.ZERO));
        }
        Optional<Duration> ran = isOver ? ran(state) : sinceStart(state, api.time());
        return ran.map(ContainerUptime::new);
    }

    private static Optional<Duration> sinceStart(JsonNode state, Optional<Instant> now) {
        return ExitClassifier.time(state.path("StartedAt").asText())
                .flatMap(start -> now.map(time -> Duration.between(start, time)));
    }

    /** From start to end, as the Engine noted them. */
    private static Optional<Duration> ran(JsonNode state) {
        return sinceStart(state, ExitClassifier.time(state.path("FinishedAt").asText()));
    }

    /** How long it has run by now. */
    Duration elapsed() {
        return before.plusNanos(System.nanoTime() - sinceNanos);
    }

    /** It was just seen to run. */
    void seen() {
        seenNanos = System.nanoTime();
    }

    /** How long it ran, of a container that was just seen to be over. */
    public Duration whole(JsonNode state) {
        Duration least = before.plusNanos(seenNanos - sinceNanos).minus(TOLERANCE);
        Duration most = elapsed().plus(TOLERANCE);
        return ran(state)
                .filter(told -> told.compareTo(least) >= 0 && told.compareTo(most) <= 0)
                .map(told -> told.isNegative() ? Duration.ZERO : told)
                .orElseGet(this::elapsed);
    }
}

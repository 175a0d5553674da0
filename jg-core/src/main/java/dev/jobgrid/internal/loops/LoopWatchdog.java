package dev.jobgrid.internal.loops;

import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Monitors the essential loops of a grid: when each last completed a step. Thread-safe. */
public final class LoopWatchdog {
    /** Longer than any step that completes, and than temporary failures of a store. */
    private static final Duration MAX_STEP_TIME = Duration.ofMinutes(2);

    private final GridClock clock;
    private final Map<String, Stopwatch> sinceStep = new ConcurrentHashMap<>();

    /** No loops yet. */
    public LoopWatchdog(GridClock clock) {
        this.clock = clock;
    }

    /** That loop, with its steps monitored. */
    public Loop watched(String name, Loop loop) {
        sinceStep.put(name, Stopwatch.start(clock));
        return wait -> {
            boolean goesOn = loop.step(wait);
            if (goesOn) {
                sinceStep.put(name, Stopwatch.start(clock));
            }
            return goesOn;
        };
    }

    /** Whether each of them has taken a step within the last two minutes. */
    public HealthCheck check() {
        String late = sinceStep.entrySet().stream()
                .filter(loop -> loop.getValue().hasRun(MAX_STEP_TIME))
                .map(loop -> loop.getKey() + " for " + loop.getValue().elapsed().toSeconds() + " s")
                .sorted()
                .collect(Collectors.joining(", "));
        return late.isEmpty()
                ? new HealthCheck("loops", true, "")
                : new HealthCheck("loops", false, "no progress in: " + late + "; see the log");
    }
}

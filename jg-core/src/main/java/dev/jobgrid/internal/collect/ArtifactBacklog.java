package dev.jobgrid.internal.collect;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.monitor.HealthCheck;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The runs of this grid whose programs have ended and whose artifacts the blob store does not take. Thread-safe. */
public final class ArtifactBacklog {
    private final Map<RunKey, String> reasons = new ConcurrentHashMap<>();

    /** No run waits. */
    public ArtifactBacklog() {}

    /** Notes that a run waits. */
    public void add(RunKey run, String reason) {
        reasons.put(run, reason);
    }

    /** Notes that a run waits no more, if it did. */
    public void remove(RunKey run) {
        reasons.remove(run);
    }

    /** How it looks to an operator; empty if no run waits. */
    public Optional<HealthCheck> check() {
        return reasons.values().stream()
                .findFirst()
                .map(reason -> HealthCheck.degraded(
                        "artifacts", reasons.size() + " ended runs wait to store their artifacts: " + reason));
    }
}

package dev.jobgrid.internal.collect;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.monitor.HealthCheck;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Ended runs of this grid whose artifacts the blob store does not accept. Thread-safe. */
public final class ArtifactBacklog {
    private final Map<RunKey, String> reasons = new ConcurrentHashMap<>();

    /** An empty backlog. */
    public ArtifactBacklog() {}

    /** Adds a waiting run. */
    public void add(RunKey run, String reason) {
        reasons.put(run, reason);
    }

    /** Removes a run, if it was waiting. */
    public void remove(RunKey run) {
        reasons.remove(run);
    }

    /** A report for the operator; empty if no run waits. */
    public Optional<HealthCheck> check() {
        return reasons.values().stream()
                .findFirst()
                .map(reason -> HealthCheck.degraded(
                        "artifacts", reasons.size() + " ended runs wait to store their artifacts: " + reason));
    }
}

package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.docker.RegistryLogin;
import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** Settings for all Engines of an executor. */
public record ExecutorSettings(
        String name,
        GridContainers containers,
        Function<WorkspaceId, ContainerPolicy> policies,
        PullPolicy pull,
        RegistryLogin.Directory logins,
        Duration engineDownTimeout,
        long logBytes,
        EngineTimeouts timing,
        InstantSource clock) {
    /** How this grid's containers are named. */
    public ContainerNames names() {
        return containers.names();
    }
}

package dev.jobgrid.executor.docker;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** What holds for all Engines of an executor. */
record Settings(
        String name,
        ContainerNames names,
        Function<WorkspaceId, ContainerPolicy> policies,
        PullPolicy pull,
        RegistryLogin.Directory logins,
        Duration patience,
        long logBytes,
        Timing timing,
        InstantSource clock) {}

package dev.jobgrid.executor.docker;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.executor.docker.internal.engine.EngineTimeouts;
import dev.jobgrid.executor.docker.internal.engine.ExecutorSettings;
import dev.jobgrid.executor.docker.internal.engine.GridContainers;
import dev.jobgrid.executor.docker.internal.engine.GuardedLookup;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.executor.HostMount;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Builds a {@link DockerExecutor}. Single-threaded. */
public final class DockerExecutorBuilder {
    private String name = "docker";
    private Optional<String> grid = Optional.empty();
    private List<DockerEngine> engines = List.of();
    private Function<WorkspaceId, ContainerPolicy> policies = workspace -> ContainerPolicy.standard();
    private PullPolicy pull = PullPolicy.MISSING;
    private RegistryLogin.Directory logins = registry -> Optional.empty();
    private Duration engineDownTimeout = Duration.ofMinutes(10);
    private long logBytes = 4L << 30;
    private EngineTimeouts timing = EngineTimeouts.DEFAULT;
    private InstantSource clock = InstantSource.system();
    private final List<HostMount> mounts = new ArrayList<>();

    DockerExecutorBuilder() {}

    /** Names the executor among those of a grid; "docker" if not set. */
    public DockerExecutorBuilder name(String value) {
        name = SettingCheck.present("name", value);
        return this;
    }

    /**
     * Distinguishes the containers of this grid from those of others on the same Engines; the name of the grid's store if
     * not set, which all grids on that store share. Grids on one store are given the same name, or none.
     *
     * @throws IllegalArgumentException if it is not 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or
     *     digit
     */
    public DockerExecutorBuilder grid(String value) {
        grid = Optional.of(GridNames.of(SettingCheck.present("grid", value)).name());
        return this;
    }

    /**
     * The Engines; the one of {@link DockerEngine#local()} if not set.
     *
     * @throws IllegalArgumentException if there is none among them
     */
    public DockerExecutorBuilder engines(List<DockerEngine> value) {
        if (SettingCheck.present("engines", value).isEmpty()) {
            throw new IllegalArgumentException(
                    "engines is empty; name one Engine or more, or leave it unset for the Engine of this host");
        }
        engines = List.copyOf(value);
        return this;
    }

    /**
     * Adds a mount: a folder of each Engine's host that jobs request by name. It must exist on all of them; for a
     * single Engine, use {@link DockerEngine#mounts}. May be called again for more.
     */
    public DockerExecutorBuilder mount(HostMount value) {
        mounts.add(SettingCheck.present("mount", value));
        return this;
    }

    /** How containers are confined; {@link ContainerPolicy#standard()} if not set. */
    public DockerExecutorBuilder policy(ContainerPolicy value) {
        ContainerPolicy policy = SettingCheck.present("policy", value);
        policies = workspace -> policy;
        return this;
    }

    /** How containers of each workspace are confined. Called for every launch. */
    public DockerExecutorBuilder policies(Function<WorkspaceId, ContainerPolicy> value) {
        policies = SettingCheck.present("policies", value);
        return this;
    }

    /** When images are pulled; {@link PullPolicy#MISSING} if not set. */
    public DockerExecutorBuilder pull(PullPolicy value) {
        pull = SettingCheck.present("pull", value);
        return this;
    }

    /** Credentials for registries; none if not set. */
    public DockerExecutorBuilder logins(RegistryLogin.Directory value) {
        logins = SettingCheck.present("logins", value);
        return this;
    }

    /** How long an Engine may be down before its runs are lost; 10 minutes if not set. */
    public DockerExecutorBuilder engineDownTimeout(Duration value) {
        engineDownTimeout =
                SettingCheck.between("engineDownTimeout", value, Duration.ofMillis(1), Duration.ofDays(365));
        return this;
    }

    /**
     * The disk for one container's log on its Engine, 1 MiB or more; 4 GiB if not set. Further output replaces the
     * oldest, read or not: a quarter at a time, on Podman all of it. An Engine adds some 80 bytes to each line, so that
     * this should be four times {@code Limits.maxLogBytes} of the grid.
     */
    public DockerExecutorBuilder engineLogBytes(long value) {
        logBytes = SettingCheck.atLeast("engineLogBytes", value, 1L << 20);
        return this;
    }

    DockerExecutorBuilder timing(EngineTimeouts value) {
        timing = value;
        return this;
    }

    /** The clock for ends without an Engine's time; the system's if not set. */
    public DockerExecutorBuilder clock(InstantSource value) {
        clock = SettingCheck.present("clock", value);
        return this;
    }

    /**
     * Connects, and waits up to a few seconds for the first answer of each Engine. An Engine that does not answer is
     * not an error: it is used when it does.
     *
     * @throws IllegalArgumentException if two Engines have one name, or two mounts of one
     */
    public DockerExecutor build() {
        List<DockerEngine> all = engines.isEmpty() ? List.of(DockerEngine.local()) : engines;
        Set<String> names = new HashSet<>();
        for (DockerEngine engine : all) {
            if (!names.add(engine.name())) {
                throw new IllegalArgumentException("two Engines are named '" + engine.name() + "'");
            }
        }
        GuardedLookup ofPolicies = new GuardedLookup("container policies", policies);
        GuardedLookup ofLogins = new GuardedLookup("registry logins", logins);
        ExecutorSettings settings = new ExecutorSettings(
                name,
                new GridContainers(grid),
                workspace -> ofPolicies.ask(() -> policies.apply(workspace)),
                pull,
                registry -> ofLogins.ask(() -> logins.login(registry)),
                engineDownTimeout,
                logBytes,
                timing,
                clock);
        return new DockerExecutor(settings, all.stream().map(this::mounting).toList());
    }

    private DockerEngine mounting(DockerEngine engine) {
        return engine.mounts(
                Stream.concat(engine.mounts().stream(), mounts.stream()).toList());
    }
}

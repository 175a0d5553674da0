package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks for folders on the host of an Engine that would create missing ones, which a program would find empty: with a
 * container that mounts the whole host, never starts, and is removed at once. Immutable.
 */
public record HostPathProbe(EngineApi api, EngineKind kind) {
    private static final String HOST = "/host";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /**
     * The first folder that is missing or has a symbolic link in its path.
     *
     * @param name for the container, which is free for the run's own afterwards
     * @param image one that the Engine has
     */
    public Optional<HostMount> missing(List<HostMount> mounts, String name, Map<String, String> labels, String image)
            throws IOException {
        String container;
        try {
            container = api.create(name, image, (config, host) -> {
                config.withLabels(labels);
                host.withNetworkMode("none")
                        .withMounts(List.of(new Mount()
                                .withType(MountType.BIND)
                                .withSource("/")
                                .withTarget(HOST)
                                .withReadOnly(true)));
            });
        } catch (EngineRefusalException e) {
            if (kind.isNameTaken(e)) {
                return Optional.empty(); // of the run: another process probes, or the next try does
            }
            throw e;
        }
        try {
            for (HostMount mount : mounts) {
                if (!isThere(container, mount.path())) {
                    return Optional.of(mount);
                }
            }
            return Optional.empty();
        } finally {
            api.remove(container);
        }
    }

    private boolean isThere(String container, String path) throws IOException {
        try {
            api.copyOut(container, HOST + path, new StallTimer(LIMIT)).close();
            return true;
        } catch (EngineRefusalException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }
}

package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.google.common.hash.Hashing;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A seccomp profile as a file on the host of an Engine that accepts no other form. The file is in the volume of a
 * permanent container that never starts, one for each profile. Blocks.
 */
public final class SeccompFile {
    private static final String NAME = "seccomp.json";
    private static final int HASH = 24;
    private static final Duration STALL = Duration.ofSeconds(30);

    private final EngineApi api;
    private final EngineKind kind;
    private final InstantSource clock;

    public SeccompFile(EngineApi api, EngineKind kind, InstantSource clock) {
        this.api = api;
        this.kind = kind;
        this.clock = clock;
    }

    /**
     * The path of the profile on the Engine's host; copied there if missing.
     *
     * @param image any that the Engine has
     */
    public String path(String profile, String image, Map<String, String> labels) throws IOException {
        byte[] bytes = profile.getBytes(StandardCharsets.UTF_8);
        String container = "jobgrid-seccomp-"
                + Hashing.sha256().hashBytes(bytes).toString().substring(0, HASH);
        Optional<InspectContainerResponse> found = api.inspect(container);
        if (found.isEmpty()) {
            put(container, bytes, image, labels);
            found = api.inspect(container);
        }
        return found.map(InspectContainerResponse::getMounts).stream()
                .flatMap(List::stream)
                .findFirst()
                .map(InspectContainerResponse.Mount::getSource)
                .map(folder -> folder + "/inputs/" + NAME)
                .orElseThrow(
                        () -> new EngineDownException("the seccomp profile was removed right after it was copied"));
    }

    /** It is renamed when the file is complete, so that any process that finds it may use it. */
    private void put(String container, byte[] profile, String image, Map<String, String> labels) throws IOException {
        String unfinished = container + "-" + UUID.randomUUID();
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(ProbeContainers.labels(clock.instant(), container));
        try {
            api.create(unfinished, image, (config, host) -> {
                config.withEntrypoint("true").withLabels(all);
                host.withNetworkMode("none")
                        .withMounts(
                                List.of(new Mount().withType(MountType.VOLUME).withTarget("/workspace")));
            });
            StagedFile file = new StagedFile(
                    "/workspace/inputs/" + NAME, profile.length, () -> new ByteArrayInputStream(profile));
            StallTimer progress = new StallTimer(STALL);
            try (WorkspaceArchive archive = new WorkspaceArchive(List.of(file), progress)) {
                api.copyIn(unfinished, archive, progress, new Cancellation());
            }
            api.tell(client ->
                    client.renameContainerCmd(unfinished).withName(container).exec());
        } catch (EngineRefusalException e) {
            if (!kind.isNameTaken(e)) {
                throw e;
            }
        } finally {
            // Nothing has this name any more, unless another process was faster or a call failed.
            api.remove(unfinished);
        }
    }
}

package dev.jobgrid.samples.server;

import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.DockerExecutor;
import dev.jobgrid.executor.docker.GpuSource;
import dev.jobgrid.process.ProcessExecutor;
import dev.jobgrid.process.ProcessExecutorBuilder;
import dev.jobgrid.process.SimulatedGpu;
import dev.jobgrid.spi.GpuExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/** Makes a server's executor. */
final class Executors {
    /** What a job can count on where nothing is declared and the machine has no GPU. */
    private static final SimulatedGpu STAND_IN = SimulatedGpu.parse("NVIDIA L4:24");

    private Executors() {}

    static GpuExecutor of(ServerSettings settings) throws IOException {
        return settings.docker().isPresent()
                ? containers(settings, settings.docker().get())
                : processes(settings);
    }

    private static GpuExecutor processes(ServerSettings settings) throws IOException {
        ProcessExecutorBuilder builder = ProcessExecutor.builder(settings.data().resolve("runs"));
        settings.gpus().forEach(builder::simulateGpu);
        ProcessExecutor executor = builder.build();
        if (settings.needsGpu()
                && executor.nodes().stream().allMatch(node -> node.devices().isEmpty())) {
            executor.close();
            return builder.simulateGpu(STAND_IN).build();
        }
        return executor;
    }

    private static GpuExecutor containers(ServerSettings settings, ServerSettings.Docker docker) throws IOException {
        DockerEngine engine = settings.gpus().isEmpty()
                ? docker.engine()
                : docker.engine().gpus(GpuSource.simulated(settings.gpus()));
        return DockerExecutor.builder()
                .grid(gridName(settings.data().resolve("grid-name")))
                .engines(List.of(engine))
                .pull(docker.pull())
                .build();
    }

    /** Tells the containers of this data folder from those of others on the same Engine. */
    private static String gridName(Path file) throws IOException {
        if (!Files.exists(file)) {
            Path whole = Files.createTempFile(file.getParent(), ".grid-name", ".tmp");
            Files.writeString(whole, "grid-" + UUID.randomUUID());
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }
}

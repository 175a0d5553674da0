package dev.jobgrid.server;

import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.DockerExecutor;
import dev.jobgrid.executor.docker.DockerExecutorBuilder;
import dev.jobgrid.executor.docker.GpuSource;
import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.ProcessExecutorBuilder;
import dev.jobgrid.executor.process.RunLimits;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.spi.executor.GpuExecutor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        settings.operation().hosts().mounts().forEach(builder::mount);
        builder.limits(settings.operation().hosts().limits());
        settings.operation().hosts().name().ifPresent(builder::nodeId);
        builder.region(settings.operation().hosts().region());
        settings.operation().hosts().hourlyRate().ifPresent(builder::hourlyRate);
        // It holds the keys and the store.
        builder.hide(Files.createDirectories(settings.data()));
        ProcessExecutor executor = builder.build();
        if (settings.needsGpu()
                && executor.nodes().stream().allMatch(node -> node.devices().isEmpty())) {
            executor.close();
            return builder.simulateGpu(STAND_IN).build();
        }
        return executor;
    }

    private static GpuExecutor containers(ServerSettings settings, ServerSettings.Docker docker) throws IOException {
        List<DockerEngine> engines = settings.gpus().isEmpty()
                ? docker.engines()
                : docker.engines().stream()
                        .map(engine -> engine.gpus(GpuSource.simulated(settings.gpus())))
                        .toList();
        // Servers that share a store share the containers too: each finds those that another one left.
        Path shared = settings.operation()
                .postgres()
                .map(database -> settings.operation()
                        .files()
                        .folder()
                        .orElseGet(() -> settings.data().resolve("blobs")))
                .orElse(settings.data());
        DockerExecutorBuilder builder = DockerExecutor.builder()
                .grid(gridName(shared.resolve("grid-name")))
                .engines(engines)
                .pull(docker.pull());
        settings.operation().hosts().mounts().forEach(builder::mount);
        builder.policy(policy(settings.operation().hosts().limits()));
        return builder.build();
    }

    private static ContainerPolicy policy(RunLimits limits) {
        ContainerPolicy policy = ContainerPolicy.standard();
        if (limits.memoryBytes().isPresent()) {
            policy = policy.memoryBytes(limits.memoryBytes().getAsLong());
        }
        return limits.processes().isPresent()
                ? policy.pidsLimit(limits.processes().getAsInt())
                : policy;
    }

    /** Tells the containers of this store from those of others on the same Engines. */
    private static String gridName(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Path whole = Files.createTempFile(file.getParent(), ".grid-name", ".tmp");
            try {
                Files.writeString(whole, "grid-" + UUID.randomUUID());
                // Not moved: of two servers that start at once, the first names the grid.
                Files.createLink(file, whole);
            } catch (FileAlreadyExistsException e) {
                // Another one was first.
            } finally {
                Files.delete(whole);
            }
        }
        return Files.readString(file).strip();
    }
}

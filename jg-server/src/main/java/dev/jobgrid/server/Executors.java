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
import java.nio.file.Files;
import java.util.List;

/** Makes a server's executor. */
final class Executors {
    /** The GPU of a machine without one, where none is declared. */
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

    private static GpuExecutor containers(ServerSettings settings, ServerSettings.Docker docker) {
        List<DockerEngine> engines = settings.gpus().isEmpty()
                ? docker.engines()
                : docker.engines().stream()
                        .map(engine -> engine.gpus(GpuSource.simulated(settings.gpus())))
                        .toList();
        DockerExecutorBuilder builder =
                DockerExecutor.builder().engines(engines).pull(docker.pull());
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
}

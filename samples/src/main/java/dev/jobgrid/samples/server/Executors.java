package dev.jobgrid.samples.server;

import dev.jobgrid.process.ProcessExecutor;
import dev.jobgrid.process.ProcessExecutorBuilder;
import dev.jobgrid.process.SimulatedGpu;
import dev.jobgrid.spi.GpuExecutor;
import java.io.IOException;

/** Makes a server's executor. */
final class Executors {
    /** What a job can count on where nothing is declared and the machine has no GPU. */
    private static final SimulatedGpu STAND_IN = SimulatedGpu.parse("NVIDIA L4:24");

    private Executors() {}

    static GpuExecutor of(ServerSettings settings) throws IOException {
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
}

package dev.jobgrid.testkit.executor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.executor.process.ProcessExecutor;
import dev.jobgrid.executor.process.ProcessExecutorBuilder;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class ProcessExecutorPrivateTest extends GpuExecutorContract {
    @TempDir
    private Path folder;

    @Override
    protected GpuExecutor open(List<HostMount> mounts) throws Exception {
        ProcessExecutorBuilder builder =
                ProcessExecutor.builder(folder.resolve("process")).simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"));
        mounts.forEach(builder::mount);
        ProcessExecutor executor = builder.build();
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");
        return executor;
    }

    @Override
    protected Optional<String> kept(String place, String path) throws IOException {
        Path file = Path.of(place, path);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @Override
    protected String image() {
        return "busybox";
    }
}

package dev.jobgrid.testkit.executor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.process.ProcessExecutor;
import dev.jobgrid.process.SimulatedGpu;
import dev.jobgrid.spi.GpuExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class ProcessExecutorPrivateTest extends GpuExecutorContract {
    @TempDir
    private Path folder;

    @Override
    protected GpuExecutor open() throws Exception {
        ProcessExecutor executor = ProcessExecutor.builder(folder.resolve("process"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .build();
        assumeTrue(executor.isWorkspacePrivate(), "this host lets no process have mounts of its own");
        return executor;
    }

    @Override
    protected String image() {
        return "busybox";
    }
}

package dev.jobgrid.testkit.executor;

import dev.jobgrid.process.ProcessExecutor;
import dev.jobgrid.process.SimulatedGpu;
import dev.jobgrid.spi.GpuExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class ProcessExecutorMappedTest extends GpuExecutorContract {
    @TempDir
    private Path folder;

    @Override
    protected GpuExecutor open() throws Exception {
        return ProcessExecutor.builder(folder.resolve("process"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .privateWorkspace(false)
                .build();
    }

    @Override
    protected String image() {
        return "busybox";
    }
}

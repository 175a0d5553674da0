package dev.jobgrid.testkit.executor;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What programs find by mapped paths is tested by {@link MappedPathsTest} each time, all else is as in private workspaces. */
@Tag("nightly")
final class ProcessExecutorMappedTest extends GpuExecutorContract {
    private final Path folder;

    ProcessExecutorMappedTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    protected GpuExecutor open(List<HostMount> mounts) throws Exception {
        ProcessExecutorBuilder builder = ProcessExecutor.builder(folder.resolve("process"))
                .simulateGpu(SimulatedGpu.parse("NVIDIA L4:24"))
                .privateWorkspace(false);
        mounts.forEach(builder::mount);
        return builder.build();
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

    @Override
    protected boolean hasReadOnlyMounts() {
        return false;
    }
}

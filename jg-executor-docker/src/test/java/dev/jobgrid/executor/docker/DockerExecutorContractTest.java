package dev.jobgrid.executor.docker;

import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.testkit.executor.GpuExecutorContract;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class DockerExecutorContractTest extends GpuExecutorContract {
    @Override
    protected GpuExecutor open(List<HostMount> mounts) {
        return TestEngines.executor("contract", TestEngines.plain().mounts(mounts))
                .build();
    }

    @Override
    protected Optional<String> kept(String place, String path) throws IOException {
        return KeptFiles.text(TestEngines.plain(), place, path);
    }

    @Override
    protected String image() {
        return TestEngines.BASE;
    }

    @Override
    protected Set<String> ownVariables() {
        return Set.of("PATH", "LANG", "HOME", "HOSTNAME", "NVIDIA_VISIBLE_DEVICES");
    }

    @Override
    protected boolean distinguishesSignals() {
        return false;
    }

    @Override
    protected boolean ignoresHoles() {
        return false;
    }

    @Override
    protected boolean losesLinesOfShortPrograms() {
        return true;
    }
}

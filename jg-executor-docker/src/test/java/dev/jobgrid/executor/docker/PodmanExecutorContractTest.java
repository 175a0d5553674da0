package dev.jobgrid.executor.docker;

import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.testkit.executor.GpuExecutorContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class PodmanExecutorContractTest extends GpuExecutorContract {
    private static final Duration LOOK = Duration.ofMillis(500);

    @Override
    protected GpuExecutor open(List<HostMount> mounts) {
        return TestEngines.executor("contract", TestEngines.podman().mounts(mounts))
                .timing(TestEngines.PATIENT.withWaitLimit(LOOK))
                .build();
    }

    @Override
    protected Optional<String> kept(String place, String path) throws IOException {
        return KeptFiles.text(TestEngines.podman(), place, path);
    }

    @Override
    protected String image() {
        return TestEngines.BASE;
    }

    @Override
    protected Set<String> ownVariables() {
        return Set.of("PATH", "LANG", "HOME", "HOSTNAME", "NVIDIA_VISIBLE_DEVICES", "container");
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
    protected Duration timeToEnd() {
        return LOOK.multipliedBy(4);
    }
}

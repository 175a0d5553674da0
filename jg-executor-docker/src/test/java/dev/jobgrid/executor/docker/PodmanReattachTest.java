package dev.jobgrid.executor.docker;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodmanReattachTest {
    @TempDir
    private Path folder;

    @Test
    void everyLineComesOnceOverManyExecutors() throws Exception {
        ReattachTest.readAll(folder, TestEngines.podman(), 6_000, 200, 1);
    }

    @Test
    @Tag("stress")
    void everyOneOfManyLinesComesOnceOverManyExecutors() throws Exception {
        ReattachTest.readAll(folder, TestEngines.podman(), 200_000, 2_000, 2);
    }
}

package dev.jobgrid.samples.tomcat;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.http.MountedContract;
import dev.jobgrid.testkit.storage.DeferredStorage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GridInTomcatTest extends MountedContract {
    @TempDir
    private static Path folder = Path.of("");

    private static GridInTomcat server;
    private static String key = "";

    @BeforeAll
    static void start() throws Exception {
        // Each request is answered by another thread than its own; the sample for Spring has the plain way, in a Tomcat
        // too.
        Storage storage = DeferredStorage.of(H2Storage.open(folder.resolve("store")), ForkJoinPool.commonPool());
        server = GridInTomcat.start(storage, folder, 0);
        key = server.grid()
                .operations()
                .apiKeys()
                .create(WorkspaceId.DEFAULT, "test", EnumSet.allOf(Scope.class), Optional.empty())
                .secret()
                .value();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected String base() {
        return server.url();
    }

    @Override
    protected String key() {
        return key;
    }

    @Test
    void jettyIsNotNeeded() {
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> Class.forName("org.eclipse.jetty.server.Server"));
    }
}

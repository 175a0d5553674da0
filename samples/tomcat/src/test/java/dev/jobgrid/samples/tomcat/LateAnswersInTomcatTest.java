package dev.jobgrid.samples.tomcat;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.http.MountedContract;
import dev.jobgrid.testkit.storage.LateStorage;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The routes in Tomcat over a store that lets every request wait, so that each is answered by another thread than its own. */
final class LateAnswersInTomcatTest extends MountedContract {
    @TempDir
    private static Path folder = Path.of("");

    private static GridInTomcat server;
    private static String key = "";

    @BeforeAll
    static void start() throws Exception {
        server = GridInTomcat.start(LateStorage.of(new MemoryStorage(), ForkJoinPool.commonPool()), folder, 0);
        key = server.grid()
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
}

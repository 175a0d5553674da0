package dev.jobgrid.samples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.http.MountedContract;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real service, on a free port. */
final class GpuServiceTest extends MountedContract {
    @TempDir
    private static Path folder = Path.of("");

    private static ConfigurableApplicationContext service;
    private static String key = "";

    @BeforeAll
    static void start() {
        service = SpringApplication.run(
                GpuService.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--jobgrid.data=" + folder,
                "--jobgrid.simulate-gpu=NVIDIA L4:24");
        key = service.getBean(JobGrid.class)
                .operations()
                .apiKeys()
                .create(WorkspaceId.DEFAULT, "test", EnumSet.allOf(Scope.class), Optional.empty())
                .secret()
                .value();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String url() {
        return "http://127.0.0.1:" + service.getEnvironment().getRequiredProperty("local.server.port");
    }

    @Override
    protected String base() {
        return url() + "/grid";
    }

    @Override
    protected String key() {
        return key;
    }

    @Test
    void theServicesOwnRoutesStayItsOwn() throws Exception {
        try (InputStream page = URI.create(url() + "/").toURL().openStream()) {
            assertThat(new String(page.readAllBytes(), StandardCharsets.UTF_8)).contains("/grid/docs");
        }
    }

    @Test
    void jettyIsNotNeeded() {
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> Class.forName("org.eclipse.jetty.server.Server"));
    }
}

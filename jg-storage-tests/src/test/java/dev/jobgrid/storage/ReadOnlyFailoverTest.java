package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grid whose database becomes somebody's standby for a while, as in a failover. */
class ReadOnlyFailoverTest {
    private static final Logger GRID = Logger.getLogger("dev.jobgrid.internal");

    @TempDir
    private Path folder;

    /** Its loops say that they wait. */
    @BeforeAll
    static void beQuiet() {
        GRID.setLevel(Level.OFF);
    }

    @AfterAll
    static void beHeardAgain() {
        GRID.setLevel(null);
    }

    @Test
    void readsGoOnWritesFailSoonAndAllGoesOnAfterwards() throws Exception {
        TestPostgres.execute("CREATE DATABASE failover");
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        try (JobGrid grid = JobGrid.builder()
                .storage(PostgresStorage.builder()
                        .url(TestPostgres.url().replace("/postgres?", "/failover?"))
                        .blobFolder(folder)
                        .open())
                .executor(new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints("hello")))
                .build()) {
            JobHandle before = grid.submit(spec());
            assertThat(before.await(Duration.ofMinutes(1)).status()).isEqualTo(JobStatus.COMPLETED);

            takeWrites(false);
            await("a write to be refused")
                    .untilAsserted(() -> assertThatThrownBy(() -> grid.submit(spec()))
                            .isInstanceOf(JobGridException.class)
                            .hasMessageContaining("read-only"));
            // The pool finds out about each of its connections when it is used next.
            await("reads to go on").ignoreException(JobGridException.class).untilAsserted(() -> {
                assertThat(grid.status(before.id()).status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(grid.isHealthy()).as("it can be read").isTrue();
                assertThat(grid.operations().health())
                        .filteredOn(check -> check.name().equals("store"))
                        .singleElement()
                        .satisfies(check -> assertThat(check.detail()).contains("read-only"));
            });

            takeWrites(true);
            JobHandle after = await("a write to be taken")
                    .ignoreException(JobGridException.class)
                    .until(() -> grid.submit(spec()), Objects::nonNull);
            await("the job to end")
                    .ignoreException(JobGridException.class)
                    .untilAsserted(() -> assertThat(after.status().status()).isEqualTo(JobStatus.COMPLETED));
        } finally {
            TestPostgres.execute("DROP DATABASE failover WITH (FORCE)");
        }
    }

    /** The new primary is another server at the same address: whoever was connected has to come again. */
    private static void takeWrites(boolean may) {
        TestPostgres.execute("ALTER DATABASE failover SET default_transaction_read_only = " + (may ? "off" : "on"));
        TestPostgres.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'failover' AND pid <>"
                        + " pg_backend_pid()");
    }

    private static JobSpec spec() {
        return JobSpec.builder("failover", "acme/train:1", WorkloadType.BATCH)
                .gpu(GpuRequest.builder().required(true).build())
                .build();
    }
}

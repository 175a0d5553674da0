package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.server.admin.Backups;
import dev.jobgrid.server.cli.Jg;
import dev.jobgrid.server.cli.JgRun;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of servers that run and of those that do not, and what is restored from them. */
class BackupTest {
    private static final GridSettings SETTINGS = GridSettings.DEFAULT.withRunning(
            GridSettings.DEFAULT.running().withRetry(RetryPolicy.infrastructure(2, Duration.ofMillis(10))));

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static GridServer start(Path data, Predicate<String> consent) throws IOException {
        return GridServer.start(
                new ServerSettings(
                        data,
                        "127.0.0.1",
                        0,
                        List.of(SimulatedGpu.parse("NVIDIA L4:24")),
                        false,
                        SETTINGS,
                        Optional.empty()),
                Access.DEFAULT,
                consent,
                Jg::serve);
    }

    private static boolean neverAsked(String risk) {
        throw new AssertionError("asked: " + risk);
    }

    private static JgRun backup(Path data, Path out) {
        return JgRun.of(Map.of(), "backup", "--data", data.toString(), "--out", out.toString());
    }

    private static String id(Path data) {
        try (H2Storage storage = H2Storage.open(data.resolve("store"))) {
            return storage.id().orElseThrow();
        }
    }

    private static GridNames names(Path data) {
        try (H2Storage storage = H2Storage.open(data.resolve("store"))) {
            return storage.gridNames().names();
        }
    }

    private static List<SigningKey> keys(Path data) {
        try (H2Storage storage = H2Storage.open(data.resolve("store"))) {
            SigningKeyStore keys = storage.signingKeys();
            keys.add(SigningKey.random(1)); // unless there is one, as after the first signed address
            return keys.list();
        }
    }

    @Test
    void aServerThatRunsIsBackedUpAndItsJobsGoOnInTheRestoredFolder() throws Exception {
        Path one = folder.resolve("one").toAbsolutePath();
        Path out = folder.resolve("backup").toAbsolutePath();
        Path gate = folder.resolve("gate");
        String key;
        try (GridServer server = start(one, BackupTest::neverAsked)) {
            key = server.keys().first().orElseThrow();
            ApiJobs jobs = new ApiJobs(new ApiClient(server.url(), key));
            jobs.submit("done", "echo one; echo kept > /workspace/artifacts/out.txt");
            jobs.awaitCompleted("done");
            jobs.submitGated("running", gate);
            await("the job to run").until(() -> jobs.status("running").equals("running"));

            JgRun made = backup(one, out);
            assertThat(made.lines()).singleElement().asString().contains("is whole", "1 files of 5 bytes");
            assertThat(made.err()).contains("jobs: 2 rows, all\n", "checking the files\n");
            JgRun again = backup(one, out);
            assertThat(again.code()).isOne();
            assertThat(again.err()).contains("is not an empty folder");
        }
        Path two = folder.resolve("two").toAbsolutePath();
        List<String> errors = new ArrayList<>();
        assertThat(Backups.restore(out, two, false, errors::add))
                .singleElement()
                .asString()
                .contains("restored " + two);

        List<String> asked = new ArrayList<>();
        assertThatThrownBy(() -> start(two, risk -> !asked.add(risk)))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("--accept-copied-data");
        assertThat(asked)
                .singleElement()
                .asString()
                .contains("1 of its jobs ran", one.resolve("store").toString());
        Files.createFile(gate);
        try (GridServer server = start(two, risk -> asked.add(risk))) {
            ApiJobs jobs = new ApiJobs(new ApiClient(server.url(), key));
            assertThat(jobs.status("done")).isEqualTo("completed");
            assertThat(jobs.lines("done")).containsExactly("one");
            assertThat(jobs.artifact("done")).containsExactly("kept");
            jobs.awaitCompleted("running");
            assertThat(jobs.retries("running")).isOne();
        }
        start(two, BackupTest::neverAsked).close();
        assertThat(id(two)).isNotEqualTo(id(one));
    }

    @Test
    void aRestoredFolderWhoseOriginalIsGoneIsTheSameStore() throws Exception {
        Path one = folder.resolve("one").toAbsolutePath();
        Path out = folder.resolve("backup").toAbsolutePath();
        start(one, BackupTest::neverAsked).close();
        GridNames names = names(one);
        List<SigningKey> keys = keys(one);

        assertThat(backup(one, out).out()).contains("is whole");
        Path copy = folder.resolve("copy").toAbsolutePath();
        Path successor = folder.resolve("successor").toAbsolutePath();
        Backups.restore(out, copy, false, line -> {});
        Backups.restore(out, successor, true, line -> {});
        start(copy, BackupTest::neverAsked).close();
        start(successor, BackupTest::neverAsked).close();

        assertThat(names(copy).name()).isNotEqualTo(names.name());
        assertThat(keys(copy)).doesNotContainAnyElementsOf(keys);
        assertThat(id(copy)).isNotEqualTo(id(one));
        assertThat(names(successor)).isEqualTo(names);
        assertThat(keys(successor)).isEqualTo(keys);
        assertThat(id(successor)).isEqualTo(id(one));
    }

    @Test
    void aCopyWithoutJobsUnderWayIsAStoreOfItsOwn() throws Exception {
        Path one = folder.resolve("one").toAbsolutePath();
        Path copy = folder.resolve("copy").toAbsolutePath();
        start(one, BackupTest::neverAsked).close();
        GridNames names = names(one);
        Programs.output(folder, Map.of(), "cp", "-a", one.toString(), copy.toString());

        start(copy, BackupTest::neverAsked).close();
        start(one, BackupTest::neverAsked).close();

        assertThat(names(copy).name()).isNotEqualTo(names.name());
        assertThat(names(one)).isEqualTo(names);
        assertThat(id(copy)).isNotEqualTo(id(one));
    }

    @Test
    void theCommandsSayWhatTheyDid() throws Exception {
        Path one = folder.resolve("one").toAbsolutePath();
        start(one, BackupTest::neverAsked).close();

        assertThat(Programs.output(folder, Map.of(), JgLine.of("256m", "backup", "--data=one", "--out=backup")))
                .contains("is whole");
        assertThat(Programs.output(folder, Map.of(), JgLine.of("256m", "restore", "--from=backup", "--data=two")))
                .contains("restored ");
        assertThatThrownBy(() ->
                        Programs.output(folder, Map.of(), JgLine.of("256m", "restore", "--from=backup", "--data=two")))
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("is not an empty folder");
    }
}

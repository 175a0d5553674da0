package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.ChildProcess;
import dev.jobgrid.testkit.JobHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose creation was ended at any moment is created by the next start. */
class KilledCreationTest {
    private static final int MOMENTS = 50;
    private static final long BETWEEN_MILLIS = 40;

    @TempDir
    private Path folder;

    @Test
    void anH2StoreIsCreatedAfterItsCreationWasKilled() throws Exception {
        int within = 0;
        for (long bytes : new long[] {0, 10_000, 40_000}) {
            Path store = folder.resolve("store-" + bytes);
            within += killAtSize(store, bytes, bytes == 10_000);
            assertIsCreated(H2Storage.open(store));
        }
        assertThat(within).as("killed before the store was open").isPositive();
    }

    /** Kills the first start when its database file has this size, and returns 1 if it was not open by then. */
    private static int killAtSize(Path store, long bytes, boolean politely) throws Exception {
        Process process = start(store.toString());
        await().pollInterval(Duration.ofMillis(1)).until(() -> largestDatabase(store) >= bytes || isOpen(process));
        end(process, politely);
        try (BufferedReader said = process.inputReader()) {
            return KilledCreation.OPEN.equals(said.readLine()) ? 0 : 1;
        }
    }

    private static boolean isOpen(Process process) throws IOException {
        return process.getInputStream().available() > 0;
    }

    private static long largestDatabase(Path store) throws IOException {
        if (!Files.isDirectory(store)) {
            return -1;
        }
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.toString().endsWith(".mv.db"))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(-1);
        }
    }

    @Test
    void aPostgresStoreIsCreatedAfterItsCreationWasKilled() throws Exception {
        killAtStep("killed_history", "CREATE TABLE", 0, false);
        killAtStep("killed_tables", "CREATE TABLE", 12, true);
        killAtStep("killed_entry", "INSERT INTO", 2, false);
    }

    /** Every moment at which something could be there already. */
    @Test
    @Tag("nightly")
    void aPostgresStoreIsCreatedAfterItsCreationWasKilledBeforeAnyCommit() throws Exception {
        killAtStep("killed_schema", "CREATE SCHEMA", 0, false);
        for (int commit = 0; commit < 4; commit++) {
            killAtStep("killed_commit_" + commit, "commit", commit, commit == 2);
        }
    }

    private void killAtStep(String schema, String step, int before, boolean politely) throws Exception {
        Process process = start(TestPostgres.url(), schema, folder.toString(), step, Integer.toString(before));
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).as(step).isEqualTo(KilledCreation.STOPPED);
        } finally {
            end(process, politely);
        }
        assertIsCreated(open(schema));
    }

    private PostgresStorage open(String schema) {
        return PostgresStorage.builder()
                .url(TestPostgres.url())
                .schema(schema)
                .blobFolder(folder)
                .open();
    }

    @Test
    @Tag("stress")
    void storesAreCreatedAfterTheirCreationWasEndedAtAnyMoment() throws Exception {
        for (int moment = 0; moment < MOMENTS; moment++) {
            long millis = BETWEEN_MILLIS * (moment + 1);
            Path store = folder.resolve("store-" + moment);
            endAfter(millis, moment % 2 == 1, store.toString());
            assertIsCreated(H2Storage.open(store));
            String schema = "killed_after_" + moment;
            endAfter(millis, moment % 2 == 1, TestPostgres.url(), schema, folder.toString());
            assertIsCreated(open(schema));
        }
    }

    private static void endAfter(long millis, boolean politely, String... args) throws Exception {
        Process process = start(args);
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        end(process, politely);
    }

    private static Process start(String... args) throws IOException {
        return ChildProcess.of(KilledCreation.class, args)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void end(Process process, boolean politely) throws InterruptedException {
        // Process's own would close the pipe before it is read.
        ProcessHandle handle = process.toHandle();
        boolean isAsked = politely ? handle.destroy() : handle.destroyForcibly();
        assertThat(isAsked).isTrue();
        process.waitFor();
    }

    private static void assertIsCreated(Storage opened) {
        JobRef job = new JobRef(WorkspaceId.DEFAULT, new JobId("job_1"));
        try (Storage storage = Objects.requireNonNull(opened)) {
            storage.jobs().create(List.of(JobHistory.created(job, Stored.leastSpec(), Instant.EPOCH)));
            assertThat(storage.jobs().find(job)).isPresent();
            assertThat(storage.id()).isPresent();
        }
    }
}

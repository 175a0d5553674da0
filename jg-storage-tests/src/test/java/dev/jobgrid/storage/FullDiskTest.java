package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SmallDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room: what cannot be stored is refused and leaves nothing, and all goes on once there is room. */
class FullDiskTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int MAX = 20_000;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void aBlobThatFindsNoRoomLeavesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
            FolderBlobStore blobs = FolderBlobStore.open(disk.folder().resolve("blobs"));
            BlobKey key = new BlobKey("jobs/a");
            blobs.put(key, new ByteArrayInputStream(new byte[1 << 20]), 1 << 30);

            assertThatThrownBy(() -> blobs.put(key, new ByteArrayInputStream(new byte[10 << 20]), 1 << 30))
                    .isInstanceOf(BlobStoreFullException.class)
                    .hasMessageContaining("full");
            assertThat(disk.folder().resolve("blobs/incoming")).isEmptyDirectory();
            try (InputStream in = blobs.open(key, 0, Long.MAX_VALUE)) {
                assertThat(in.readAllBytes()).hasSize(1 << 20);
            }
            blobs.put(key, new ByteArrayInputStream(new byte[3 << 20]), 1 << 30);
        }
    }

    @Test
    void anH2WithoutRoomRefusesAndGoesOnOnceThereIsSome() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 24);
                H2Storage storage = H2Storage.open(disk.folder().resolve("store"))) {
            assertRefusesAndGoesOn(storage, disk);
        }
    }

    /** H2 has closed itself, and opened the file anew for whoever came next. */
    @Test
    void anH2ThatHadNoRoomIsMadeSmallOnceThereIsSome() throws Exception {
        H2Compaction.Pace pace = new H2Compaction.Pace(
                Duration.ofMillis(20), Duration.ofMillis(500), 2 * MEBIBYTE, (int) (2 * MEBIBYTE), Duration.ZERO);
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 32);
                H2Storage storage = H2Storage.open(
                        disk.folder().resolve("store"), new H2Storage.Limits(16, Duration.ofSeconds(5), pace))) {
            Path file = disk.folder().resolve("store/jobgrid.mv.db");
            List<JobRef> stored = new ArrayList<>();
            while (Files.size(file) < 10 * MEBIBYTE) {
                NewJob fresh = job(MAX + 1 + stored.size());
                storage.jobs().create(List.of(fresh));
                stored.add(fresh.job().ref());
            }
            disk.fill();
            createUntilRefused(storage.jobs(), stored);
            long full = Files.size(file);

            disk.makeRoom();

            Awaitility.await().untilAsserted(() -> assertThat(Files.size(file)).isLessThan(full / 2));
            // The pool still has a connection to the database that closed itself.
            Awaitility.await()
                    .ignoreException(JobGridException.class)
                    .until(() -> storage.jobs().find(stored.get(0)).isPresent());
            assertThat(stored)
                    .allSatisfy(ref -> assertThat(storage.jobs().find(ref)).isPresent());
        }
    }

    @Test
    void aPostgresWithoutRoomRefusesAndGoesOnOnceThereIsSome() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 24)) {
            TestPostgres.execute("CREATE TABLESPACE small LOCATION '" + disk.folder() + "'");
            TestPostgres.execute("CREATE DATABASE small TABLESPACE small");
            try (PostgresStorage storage = PostgresStorage.builder()
                    .url(TestPostgres.url().replace("/postgres?", "/small?"))
                    .blobFolder(folder.resolve("blobs"))
                    .open()) {
                assertRefusesAndGoesOn(storage, disk);
            } finally {
                TestPostgres.execute("DROP DATABASE small WITH (FORCE)");
                TestPostgres.execute("DROP TABLESPACE small");
            }
        }
    }

    private static void assertRefusesAndGoesOn(Storage storage, SmallDisk disk) throws IOException {
        JobStore jobs = storage.jobs();
        jobs.create(List.of(job(0)));
        disk.fill();
        List<JobRef> stored = new ArrayList<>();
        int refused = createUntilRefused(jobs, stored);

        disk.makeRoom();
        Awaitility.await()
                .ignoreException(JobGridException.class)
                .untilAsserted(() -> assertThat(jobs.create(List.of(job(MAX)))).hasSize(1));

        for (JobRef ref : stored) {
            assertThat(jobs.find(ref)).as(ref + " was acknowledged").isPresent();
            assertThat(jobs.events(ref, 0, 10)).hasSize(2);
        }
        JobRef failed = job(refused).job().ref();
        assertThat(jobs.events(failed, 0, 10))
                .as("events of the refused job")
                .hasSize(jobs.find(failed).isPresent() ? 2 : 0);
        jobs.create(List.of(job(refused)));
        assertThat(jobs.events(failed, 0, 10)).hasSize(2);
    }

    private static int createUntilRefused(JobStore jobs, List<JobRef> stored) {
        for (int i = 1; i < MAX; i++) {
            NewJob fresh = job(i);
            try {
                jobs.create(List.of(fresh));
                stored.add(fresh.job().ref());
            } catch (JobGridException e) {
                assertThat(e).hasMessageContaining("disk");
                return i;
            }
        }
        throw new AssertionError("the disk did not fill");
    }

    private static NewJob job(int number) {
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + number)), Stored.fullSpec(), NOW);
    }
}

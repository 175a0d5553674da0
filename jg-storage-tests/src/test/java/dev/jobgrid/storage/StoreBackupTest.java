package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.DamagedBlobException;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.SmallDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreBackupTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int WRITERS = 4;
    private static final int BEFORE = 300;

    @TempDir
    private Path folder;

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private static NewJob job(String id) {
        return JobHistory.created(ref(id), Stored.leastSpec(), NOW);
    }

    /** An artifact of a job, with its bytes. */
    private static BlobKey put(H2Storage storage, String job, int bytes) throws IOException {
        BlobKey key = BlobKey.ofArtifact(ref(job), 1, new ArtifactId("art_1"));
        Blob blob = storage.blobs().put(key, new ByteArrayInputStream(new byte[bytes]), Long.MAX_VALUE);
        storage.artifacts()
                .put(List.of(new Artifact(
                        ref(job),
                        new ArtifactId("art_1"),
                        1,
                        "out.bin",
                        "application/octet-stream",
                        blob.sizeBytes(),
                        blob.sha256(),
                        NOW,
                        Optional.of(NOW))));
        return key;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aBackupUnderLoadHasWhatWasAcknowledgedBeforeAndEachTransactionWhole() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean isOver = new AtomicBoolean();
        List<String> before;
        BackupManifest manifest;
        try (H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String writer = "w" + i + "-";
                writers.add(pool.submit(() -> {
                    for (int n = 0; !isOver.get(); n++) {
                        storage.jobs().create(List.of(job(writer + n)));
                        put(storage, writer + n, 10 + n);
                        acknowledged.add(writer + n);
                    }
                    return null;
                }));
            }
            Awaitility.await().until(() -> acknowledged.size() > BEFORE);
            before = List.copyOf(acknowledged);
            manifest = StoreBackup.create(storage, folder.resolve("backup"), Map.of(), line -> {});
            int during = acknowledged.size();
            isOver.set(true);
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
            assertThat(during).as("writers went on").isGreaterThan(before.size());
        } finally {
            pool.shutdownNow();
        }

        assertThat(manifest.blobs())
                .hasValueSatisfying(blobs -> assertThat(blobs.missing()).isEmpty());
        try (H2Storage copy = H2Storage.open(folder.resolve("backup/store"))) {
            for (String id : before) {
                assertThat(copy.jobs().find(ref(id))).as(id).isPresent();
                assertThat(copy.artifacts().list(ref(id))).as(id).hasSize(1);
            }
            for (String id : acknowledged) {
                boolean isThere = copy.jobs().find(ref(id)).isPresent();
                assertThat(copy.jobs().events(ref(id), 0, 10)).as(id).hasSize(isThere ? 2 : 0);
                for (Artifact artifact : copy.artifacts().list(ref(id))) {
                    assertThat(copy.blobs().size(BlobKey.ofArtifact(ref(id), 1, artifact.id())))
                            .contains(artifact.sizeBytes());
                }
            }
        }
    }

    @Test
    void bytesThatAreRemovedMeanwhileAreInTheBackupAndThenGone() throws Exception {
        try (H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            storage.jobs().create(List.of(job("a"), job("b")));
            BlobKey removed = put(storage, "a", 70_000);
            BlobKey replaced = put(storage, "b", 100);

            StoreBackup.create(storage, folder.resolve("backup"), Map.of(), line -> {
                try {
                    storage.blobs().delete(removed);
                    storage.blobs().delete(replaced);
                    storage.blobs().put(replaced, new ByteArrayInputStream(new byte[100]), 100);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(storage.blobs().size(removed)).isEmpty();
            assertThat(storage.blobs().size(replaced)).contains(100L);
            try (H2Storage copy = H2Storage.open(folder.resolve("backup/store"));
                    InputStream bytes = copy.blobs().open(removed, 0, Long.MAX_VALUE)) {
                assertThat(bytes.readAllBytes()).hasSize(70_000);
            }
        }
    }

    @Test
    void aRestoredBackupIsTheStore() throws Exception {
        Optional<String> id;
        try (H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            storage.jobs().create(List.of(job("a")));
            put(storage, "a", 200_000);
            id = storage.id();
            StoreBackup.create(
                    storage,
                    folder.resolve("backup"),
                    Map.of("grid-name", new byte[] {1}, "store/place", new byte[] {2}),
                    line -> {});
        }
        for (String name : List.of("backup", "backup/store")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rwx------");
        }

        StoreBackup.restore(folder.resolve("backup"), folder.resolve("data"), Set.of("grid-name"), line -> {});

        assertThat(folder.resolve("data/grid-name")).doesNotExist();
        assertThat(folder.resolve("data/store/place")).hasBinaryContent(new byte[] {2});
        try (H2Storage storage = H2Storage.open(folder.resolve("data/store"))) {
            assertThat(storage.jobs().find(ref("a"))).isPresent();
            assertThat(storage.id()).isEqualTo(id);
            storage.renewId();
            assertThat(storage.id()).isPresent().isNotEqualTo(id);
            storage.jobs().create(List.of(job("b")));
        }
        assertThatThrownBy(() ->
                        StoreBackup.restore(folder.resolve("backup"), folder.resolve("data"), Set.of(), line -> {}))
                .hasMessageContaining("exists and is not an empty folder");
    }

    @Test
    void aDamagedBackupIsRefusedAndLeavesNothing() throws Exception {
        BlobKey key;
        try (H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            storage.jobs().create(List.of(job("a")));
            key = put(storage, "a", 200_000);
            StoreBackup.create(storage, folder.resolve("backup"), Map.of("note", new byte[] {1}), line -> {});
        }
        assertThat(key).isNotNull();
        Path backup = folder.resolve("backup");
        Path data = folder.resolve("data");

        Files.write(backup.resolve("note"), new byte[] {2});
        assertThatThrownBy(() -> StoreBackup.restore(backup, data, Set.of(), line -> {}))
                .hasMessageContaining("the file note of the backup is damaged");
        Files.write(backup.resolve("note"), new byte[] {1});

        Path manifest = backup.resolve("manifest.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replaceFirst("\"rows\" : 1,", "\"rows\" : 2,"));
        assertThatThrownBy(() -> StoreBackup.restore(backup, data, Set.of(), line -> {}))
                .hasMessageContaining("the copy is not the same");
        Files.writeString(manifest, text.replace("\"format\" : 1", "\"format\" : 2"));
        assertThatThrownBy(() -> StoreBackup.restore(backup, data, Set.of(), line -> {}))
                .hasMessageContaining("has the form 2");
        Files.delete(manifest);
        assertThatThrownBy(() -> StoreBackup.restore(backup, data, Set.of(), line -> {}))
                .hasMessageContaining("is not a backup");
        Files.writeString(manifest, text);

        try (Stream<Path> blobs = Files.walk(backup.resolve("store/blobs"))) {
            Path blob = blobs.filter(Files::isRegularFile).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(blob);
            bytes[100_000] ^= 1;
            Files.write(blob, bytes);
        }
        assertThatThrownBy(() -> StoreBackup.restore(backup, data, Set.of(), line -> {}))
                .isInstanceOf(DamagedBlobException.class);
        assertThat(names()).containsExactly("backup", "store");
    }

    @Test
    void anUnfinishedBackupLeavesNothingAndOneOfAKilledProcessIsRemoved() throws Exception {
        try (H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            storage.jobs().create(List.of(job("a")));
            Path backup = folder.resolve("backup");
            assertThatThrownBy(() -> StoreBackup.create(storage, backup, Map.of(), line -> {
                        assertThatThrownBy(() -> StoreBackup.create(storage, backup, Map.of(), other -> {}))
                                .as("two into one folder")
                                .isInstanceOf(JobGridException.class);
                        throw new IllegalStateException("the operator is gone");
                    }))
                    .hasMessage("the operator is gone");
            assertThat(names()).containsExactly("store");

            Files.createDirectories(folder.resolve("backup.partial/whole/store"));
            Files.writeString(folder.resolve("backup.partial/whole/store/jobgrid.mv.db"), "half");
            StoreBackup.create(storage, backup, Map.of(), line -> {});
            assertThat(names()).containsExactly("backup", "store");

            assertThatThrownBy(() -> StoreBackup.create(storage, backup, Map.of(), line -> {}))
                    .hasMessageContaining("exists and is not an empty folder");
        }
    }

    @Test
    void aKilledBackupIsNotThereAndTheNextOneIsWhole() throws Exception {
        Path store = folder.resolve("store");
        Path backup = folder.resolve("backup");
        try (H2Storage storage = H2Storage.open(store)) {
            storage.jobs().create(List.of(job("a")));
            put(storage, "a", 10);
        }
        for (String step : List.of("job_log_ends", "comparing", "checking the files")) {
            HangingBackup.kill(store, backup, step);
            assertThat(backup).doesNotExist();
        }

        try (H2Storage storage = H2Storage.open(store)) {
            StoreBackup.create(storage, backup, Map.of(), line -> {});
        }
        assertThat(names()).containsExactly("backup", "store");
    }

    @Test
    void bytesThatTheStoreHasLostAreListed() throws Exception {
        try (H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            storage.jobs().create(List.of(job("a"), job("b")));
            BlobKey lost = put(storage, "a", 10);
            put(storage, "b", 10);
            storage.blobs().delete(lost);

            BackupManifest manifest = StoreBackup.create(storage, folder.resolve("backup"), Map.of(), line -> {});

            assertThat(manifest.blobs()).contains(new BackupManifest.Blobs(1, 10, List.of(lost.value())));
        }
        StoreBackup.restore(folder.resolve("backup"), folder.resolve("data"), Set.of(), line -> {});
    }

    @Test
    void aFullDiskLeavesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8);
                H2Storage storage = H2Storage.open(folder.resolve("store"))) {
            storage.jobs().create(List.of(job("a")));
            put(storage, "a", 10 << 20);

            assertThatThrownBy(() -> StoreBackup.create(storage, disk.folder().resolve("backup"), Map.of(), line -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("full");

            assertThat(disk.folder().resolve("backup")).doesNotExist();
            assertThat(disk.folder().resolve("backup.partial")).doesNotExist();
        }
    }
}

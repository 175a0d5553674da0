package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of blobs that another database comes to. */
class SharedBlobsTest {
    private static final BlobKey THEIRS = new BlobKey("artifacts/default/job_1/1/art_1");

    @TempDir
    private Path folder;

    @Test
    void theBlobsOfAnotherDatabaseStay() throws IOException {
        FolderBlobStore blobs = FolderBlobStore.open(folder.resolve("blobs"));
        blobs.put(THEIRS, new ByteArrayInputStream(new byte[7]), 10);
        makeOld();

        RetentionReport gone;
        try (H2Storage storage = H2Storage.open(folder.resolve("data"), Durability.PROCESS, blobs);
                JobGrid grid = JobGrid.builder().storage(storage).build()) {
            gone = grid.operations().retention().run();
        }

        assertThat(blobs.size(THEIRS)).contains(7L);
        assertThat(gone.of(RetentionPart.ORPHANED_BLOBS)).isEqualTo(RetentionReport.Amount.NONE);
        assertThat(gone.notRemovedReason()).isPresent();
    }

    private void makeOld() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve("blobs"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        }
    }
}

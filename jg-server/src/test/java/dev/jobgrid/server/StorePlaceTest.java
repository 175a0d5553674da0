package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorePlaceTest {
    private static final StorePlace HERE = place("/srv/data", "gpu-1", "71", "4c4c");

    @TempDir
    private Path folder = Path.of("");

    private static StorePlace place(String folder, String host, String inode, String hardware) {
        return new StorePlace(folder, host, Optional.of(inode), Optional.of(hardware));
    }

    @Test
    void anotherFolderIsAnotherPlaceAndSoIsAnotherMachine() {
        assertThat(place("/srv/data", "gpu-1", "72", "4c4c").isOtherThan(HERE)).isTrue();
        assertThat(place("/srv/data", "gpu-1", "71", "4c4d").isOtherThan(HERE)).isTrue();
    }

    @Test
    void otherNamesAreNoOtherPlace() {
        assertThat(place("/mnt/data", "gpu-2", "71", "4c4c").isOtherThan(HERE)).isFalse();
    }

    @Test
    void whatIsNotKnownTellsNothing() {
        StorePlace unknown = new StorePlace("/srv/data", "gpu-1", Optional.empty(), Optional.empty());
        assertThat(unknown.isOtherThan(HERE)).isFalse();
        assertThat(HERE.isOtherThan(unknown)).isFalse();
        assertThat(unknown.isOtherThan(unknown)).isFalse();
        assertThat(new StorePlace("/srv/data", "gpu-1", Optional.empty(), Optional.of("4c4d")).isOtherThan(HERE))
                .isTrue();
    }

    @Test
    void aFolderIsTheSameWhereverItIsMovedAndACopyIsAnother() throws IOException {
        Path store = Files.createDirectory(folder.resolve("store"));
        StorePlace before = StorePlace.of(store);
        assumeTrue(before.inode().isPresent(), "folders have no lasting numbers on this file system");

        Path moved = Files.move(store, folder.resolve("moved"));
        assertThat(StorePlace.of(moved).isOtherThan(before)).isFalse();

        StorePlace copy = StorePlace.of(Files.createDirectory(folder.resolve("store")));
        assertThat(copy.isOtherThan(before)).isTrue();
    }

    @Test
    void whatWasWrittenIsReadAndADamagedFileTellsNothing() throws IOException {
        StorePlace odd = new StorePlace("/srv/döta: = x", "gpu-1", Optional.of("71"), Optional.empty());
        assertThat(StorePlace.read(folder)).isEmpty();
        odd.write(folder);
        assertThat(StorePlace.read(folder)).contains(odd);

        Files.writeString(folder.resolve("place"), "folder=\\u00");
        assertThat(StorePlace.read(folder)).isEmpty();
        Files.writeString(folder.resolve("place"), "");
        assertThat(StorePlace.read(folder)).hasValueSatisfying(empty -> {
            assertThat(HERE.isOtherThan(empty)).isFalse();
        });
    }

    @Test
    void onlyJobsThatAreNotOverAreARisk() {
        StorePlace copy = place("/mnt/data", "gpu-2", "9", "4c4d");
        assertThat(risk(copy, Map.of())).isEmpty();
        assertThat(risk(copy, Map.of(JobStatus.COMPLETED, 4L))).isEmpty();
        assertThat(risk(
                        copy,
                        Map.of(
                                JobStatus.PENDING, 1L,
                                JobStatus.QUEUED, 2L,
                                JobStatus.ASSIGNED, 4L,
                                JobStatus.RUNNING, 8L)))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("/mnt/data on gpu-2", "/srv/data on gpu-1", "12 of its jobs ran and 3 waited"));
    }

    private static Optional<String> risk(StorePlace copy, Map<JobStatus, Long> jobs) {
        return CopiedStore.risk(copy, HERE, new JobCounts(jobs, Optional.empty()));
    }
}

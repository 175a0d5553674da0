package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.testkit.JobHistory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StorageTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    @TempDir
    private Path folder;

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private static NewJob job(String id) {
        return JobHistory.created(ref(id), Stored.fullSpec(), NOW);
    }

    @Test
    void whatWasStoredIsThereWhenTheFolderIsOpenedAgain() {
        NewJob created = job("a");
        try (H2Storage storage = H2Storage.open(folder.resolve("new/data"))) {
            storage.jobs().create(List.of(created));
        }

        try (H2Storage storage = H2Storage.open(folder.resolve("new/data"))) {
            assertThat(storage.jobs().find(ref("a"))).contains(created.job());
            assertThat(storage.jobs().events(ref("a"), 0, 10)).isEqualTo(created.events());
        }
    }

    @Test
    void theIdIsTheSameWhenTheFolderIsOpenedAgain() {
        Optional<String> id;
        try (H2Storage storage = H2Storage.open(folder)) {
            id = storage.id();
        }

        try (H2Storage storage = H2Storage.open(folder)) {
            assertThat(storage.id()).isPresent().isEqualTo(id);
        }
    }

    @Test
    void everythingInTheFolderIsForItsOwnerAlone() throws Exception {
        Path data = folder.resolve("data");
        try (H2Storage storage = H2Storage.open(data)) {
            storage.jobs().create(List.of(job("a")));
            try (Stream<Path> paths = Files.walk(data)) {
                for (Path path : paths.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                }
            }
        }
    }

    @Test
    void aSecondOpenThatFailsLeavesTheFolderToTheFirst() throws Exception {
        Path other = folder.resolveSibling(folder.getFileName() + "-link");
        Files.createSymbolicLink(other, folder);
        try (H2Storage first = H2Storage.open(folder)) {
            for (Path path : List.of(folder, other)) {
                assertThatThrownBy(() -> H2Storage.open(path)).hasMessageContaining("in use by another JobGrid");
            }

            assertThat(OtherProcess.findsHeld(folder)).isTrue();
            assertThat(first.isReachable()).isTrue();
        } finally {
            Files.delete(other);
        }
        assertThat(OtherProcess.findsHeld(folder)).isFalse();
    }

    @Test
    void aFolderWhoseHolderIsJustEndingIsWaitedFor() throws Exception {
        H2Storage first = H2Storage.open(folder);
        Process next = OtherProcess.thatWaits(folder);

        first.close();

        assertThat(next.waitFor()).isZero();
    }

    @Test
    void aFolderIsHeldByOneStorageAtATime() {
        H2Storage first = H2Storage.open(folder);
        assertThatThrownBy(() -> H2Storage.open(folder))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("in use by another JobGrid");
        assertThat(first.isReachable()).isTrue();
        first.close();

        H2Storage.open(folder).close();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> H2Storage.open(file.resolve("data")))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> H2Storage.open(folder.resolve("a;b")))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("';'");
    }

    @Test
    void aDatabaseThatIsNoneGivesTheFolderBack() throws Exception {
        Files.writeString(folder.resolve("jobgrid.mv.db"), "no database".repeat(10_000));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> H2Storage.open(folder))
                    .isInstanceOfSatisfying(
                            JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
                    .hasMessageContaining("opening the database failed");
        }
    }

    @Test
    void aMigrationThatFailsLeavesTheFileAsItWas() throws Exception {
        try (H2Storage storage = H2Storage.open(folder);
                Connection connection = storage.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE jobgrid_schema_history SET version = '000'"); // an older one that nobody knows
        }
        byte[] before = Files.readAllBytes(folder.resolve("jobgrid.mv.db"));

        assertThatThrownBy(() -> H2Storage.open(folder)).hasMessageContaining("migrating the store's tables failed");

        assertThat(Files.readAllBytes(folder.resolve("jobgrid.mv.db"))).isEqualTo(before);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("jobgrid.mv.db", "lock", "blobs");
    }

    @Test
    void closingTwiceIsClosingOnce() {
        H2Storage storage = H2Storage.open(folder);
        storage.close();
        storage.close();

        assertThat(storage.isReachable()).isFalse();
    }

    @Test
    void anErrorOfTheDatabaseShowsNeitherStatementNorValue() {
        H2Storage storage = H2Storage.inMemory(folder);
        storage.close();

        assertThatThrownBy(() -> storage.jobs().create(List.of(job("a"))))
                .isInstanceOfSatisfying(
                        JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessage("storing jobs failed: the store is closed");
    }

    @Test
    void noSecretIsInTheTraceOfAStatementThatFails() throws Exception {
        try (H2Storage storage = H2Storage.inMemory(folder)) {
            try (Connection connection = storage.connection();
                    Statement insert = connection.createStatement()) {
                insert.execute("ALTER TABLE jobs ADD CHECK (job_id <> 'a')");
            }

            assertThatThrownBy(() -> storage.jobs().create(List.of(job("a"))))
                    .isInstanceOf(JobGridException.class)
                    .satisfies(thrown -> {
                        StringWriter trace = new StringWriter();
                        thrown.printStackTrace(new PrintWriter(trace));
                        assertThat(trace.toString())
                                .contains("Check constraint violation")
                                .doesNotContain("s3cret");
                    });
            assertThat(storage.jobs().find(ref("a"))).as("all of it or nothing").isEmpty();
        }
    }

    @Test
    void commitsThatSurviveALossOfPowerAreStoredAsOthersAre() {
        try (H2Storage storage = H2Storage.open(folder, Durability.POWER)) {
            storage.jobs().create(List.of(job("a")));
            storage.logs()
                    .append(new LogChunk(
                            new RunKey(ref("a"), 1),
                            0,
                            List.of(new LogLine(1, LogStream.STDOUT, NOW, "x", false)),
                            ""));

            assertThat(storage.durability()).isEqualTo(Durability.POWER);
            assertThat(storage.jobs().find(ref("a"))).isPresent();
        }
        try (H2Storage storage = H2Storage.open(folder)) {
            assertThat(storage.durability()).isEqualTo(Durability.PROCESS);
            assertThat(storage.jobs().find(ref("a"))).isPresent();
        }
    }

    @Test
    void timesAreCutToTheMicrosecond() {
        try (H2Storage storage = H2Storage.inMemory(folder)) {
            Instant fine = NOW.plusNanos(999);
            storage.jobs().create(List.of(JobHistory.created(ref("a"), Stored.leastSpec(), fine)));

            assertThat(storage.jobs()
                            .find(ref("a"))
                            .orElseThrow()
                            .state()
                            .times()
                            .created())
                    .isEqualTo(NOW);
            assertThat(storage.jobs().events(ref("a"), 0, 1).get(0).created()).isEqualTo(NOW);
        }
    }

    @Test
    void anInterruptHarmsNoOne() throws Exception {
        try (H2Storage storage = H2Storage.open(folder)) {
            AtomicInteger stored = new AtomicInteger();
            for (int i = 0; i < 20; i++) {
                int number = i;
                Thread writer = new Thread(() -> {
                    try {
                        for (int n = 0; n < 50; n++) {
                            storage.jobs().create(List.of(job("job-" + number + "-" + n)));
                            stored.incrementAndGet();
                        }
                    } catch (JobGridException e) {
                        // May end this thread's call, and no one else's.
                    }
                });
                writer.start();
                int before = stored.get();
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> stored.get() > before || !writer.isAlive());
                writer.interrupt();
                writer.join();
            }

            storage.jobs().create(List.of(job("last")));

            assertThat(storage.jobs().find(ref("last"))).isPresent();
            assertThat(storage.jobs().queued(QueueQuery.all(NOW, 1, 10_000)))
                    .flatExtracting(QueuedLane::jobs)
                    .hasSizeGreaterThanOrEqualTo(stored.get() + 1);
        }
    }

    @Test
    void aLogLargerThanAColumnIsStoredInSeveral() {
        try (H2Storage storage = H2Storage.inMemory(folder)) {
            List<LogLine> lines = new ArrayList<>();
            Random random = new Random(1);
            for (int i = 1; i <= 200; i++) {
                StringBuilder noise = new StringBuilder();
                random.ints(5_400, 0x4e00, 0x9fff).forEach(noise::appendCodePoint);
                lines.add(new LogLine(i, LogStream.STDOUT, NOW, noise.toString(), false));
            }
            RunKey run = new RunKey(ref("a"), 1);

            assertThat(storage.logs().append(new LogChunk(run, 0, lines, "end")))
                    .isTrue();

            assertThat(allLines(storage)).isEqualTo(lines);
            assertThat(storage.logs().read(ref("a"), LogQuery.tail(3)).lines()).isEqualTo(lines.subList(197, 200));
        }
    }

    private static List<LogLine> allLines(H2Storage storage) {
        List<LogLine> lines = new ArrayList<>();
        List<LogLine> page =
                storage.logs().read(ref("a"), LogQuery.after(0, 1_000)).lines();
        while (!page.isEmpty()) {
            lines.addAll(page);
            page = storage.logs()
                    .read(ref("a"), LogQuery.after(lines.size(), 1_000))
                    .lines();
        }
        return lines;
    }
}

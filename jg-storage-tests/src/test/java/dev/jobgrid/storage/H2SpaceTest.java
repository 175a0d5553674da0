package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.testkit.JobHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much room the database's file takes beside what it holds. */
class H2SpaceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int WRITERS = 8;
    private static final int CHANGES = 4;
    private static final long MEBIBYTE = 1 << 20;

    /** What is written over stays in the file until the test says so, and a close takes as long as it has to. */
    private static final H2Compaction.Pace KEEPING = new H2Compaction.Pace(
            Duration.ofMillis(20), Duration.ofHours(1), MEBIBYTE / 2, (int) (16 * MEBIBYTE), Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    private int stored;

    private Path file() {
        return folder.resolve("jobgrid.mv.db");
    }

    private long size() {
        try {
            return Files.size(file());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFileIsSmallOnceItIsClosedAndWhenNobodyWrites() throws Exception {
        long filled;
        try (H2Storage storage = open(KEEPING)) {
            fill(storage, 300);
            filled = size();
        }
        long most = 3 * compacted() + 2 * MEBIBYTE;
        assertThat(filled).as("before its close").isGreaterThan(most);
        assertThat(size()).as("at its close").isLessThanOrEqualTo(most);

        try (H2Storage storage = open(KEEPING)) {
            fill(storage, 300);
            assertThat(size()).as("with all that was written over").isGreaterThan(most);
            letRetentionEnd(storage);
            awaitSize(most, Duration.ofMinutes(1));
        }
        assertAllIsThere();
    }

    /** H2 leaves most of it in one chunk, larger than what a step of this test moves at first. */
    @Test
    void whatACloseHadNoTimeForIsDoneAfterTheNextStart() throws Exception {
        try (H2Storage storage = open(closing(KEEPING, Duration.ZERO))) {
            fill(storage, 300);
        }
        long most = 3 * compacted() + 2 * MEBIBYTE;
        assertThat(size()).as("at its close").isGreaterThan(most);

        try (H2Storage storage = open(new H2Compaction.Pace(
                Duration.ofMillis(20), Duration.ZERO, MEBIBYTE / 2, (int) MEBIBYTE / 4, Duration.ZERO))) {
            awaitSize(most, Duration.ofMinutes(1));
            assertAllIsThere(storage);
        }
    }

    private H2Storage open(H2Compaction.Pace pace) {
        return H2Storage.open(folder, new H2Storage.Limits(16, Duration.ofMinutes(1), pace));
    }

    private static H2Compaction.Pace closing(H2Compaction.Pace pace, Duration longest) {
        return new H2Compaction.Pace(pace.pause(), pace.retention(), pace.slackBytes(), pace.quietStepBytes(), longest);
    }

    private static void letRetentionEnd(H2Storage storage) throws SQLException {
        try (Connection connection = storage.connection()) {
            SessionLocal session =
                    (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
            session.getDatabase().getStore().getMvStore().setRetentionTime(0);
        }
    }

    @Test
    @Tag("nightly")
    void theFileIsSmallAfterALoadAtItsUsualPace() throws Exception {
        fillAtTheUsualPace(2_000);
    }

    @Test
    @Tag("stress")
    void theFileIsSmallAfterALargeLoadToo() throws Exception {
        fillAtTheUsualPace(20_000);
    }

    private void fillAtTheUsualPace(int jobs) throws Exception {
        H2Compaction.Pace usual = closing(H2Compaction.Pace.DEFAULT, Duration.ofMinutes(5));
        try (H2Storage storage = open(usual)) {
            fill(storage, jobs);
        }
        long compacted = compacted();
        assertThat(size()).as("at its close").isLessThanOrEqualTo(3 * compacted + 64 * MEBIBYTE);

        try (H2Storage storage = open(usual)) {
            fill(storage, jobs);
            // Twice what both loads take. Compaction takes its time while others use the disk.
            awaitSize(4 * compacted + 64 * MEBIBYTE, Duration.ofMinutes(10));
        }
        assertAllIsThere();
    }

    private void awaitSize(long most, Duration limit) {
        await("the file to become small with nobody writing")
                .atMost(limit)
                .untilAsserted(() -> assertThat(size()).isLessThanOrEqualTo(most));
    }

    private void assertAllIsThere() {
        try (H2Storage storage = H2Storage.open(folder)) {
            assertAllIsThere(storage);
        }
    }

    private void assertAllIsThere(H2Storage storage) {
        for (int i = 0; i < stored; i++) {
            Job job = storage.jobs().find(ref(i)).orElseThrow();
            assertThat(job.state().events().lastSequence()).isEqualTo(10L * (2 + CHANGES));
        }
    }

    private void fill(H2Storage storage, int jobs) throws InterruptedException {
        int first = stored;
        int end = first + jobs;
        AtomicInteger next = new AtomicInteger(first);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(first + i);
            Thread writer = new Thread(() -> {
                for (int job = next.getAndIncrement(); job < end; job = next.getAndIncrement()) {
                    live(storage, ref(job), random);
                }
            });
            writers.add(writer);
            writer.start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        stored = end;
    }

    private static JobRef ref(int number) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + number));
    }

    /** What a job's life writes. */
    private static void live(H2Storage storage, JobRef ref, Random random) {
        Job job = JobHistory.created(ref, Stored.fullSpec(), NOW).job();
        storage.jobs().create(List.of(JobHistory.created(ref, Stored.fullSpec(), NOW)));
        for (int change = 0; change < CHANGES; change++) {
            Transition told =
                    Transition.of(job, NOW).event("job.note", "Note", "noted").build();
            assertThat(storage.jobs().apply(told)).isTrue();
            job = told.after();
            int before = change * 10;
            List<LogLine> lines = IntStream.rangeClosed(1, 10)
                    .mapToObj(line -> new LogLine(
                            before + line,
                            LogStream.STDOUT,
                            NOW,
                            "step " + line + " loss " + random.nextDouble(),
                            false))
                    .toList();
            storage.logs().append(new LogChunk(new RunKey(ref, 1), before, lines, "position " + change));
        }
    }

    /** The size of a copy, of the file of a closed storage, that holds nothing but what is live. */
    private long compacted() throws Exception {
        Path copy = Files.createTempDirectory(folder, "copy").resolve("copy");
        Path target = Path.of(copy + ".mv.db");
        JdbcDataSource database = new JdbcDataSource();
        Files.copy(file(), target);
        database.setURL("jdbc:h2:file:" + copy + H2File.SETTINGS);
        database.setUser("jobgrid");
        database.setPassword("");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Files.size(target);
    }
}

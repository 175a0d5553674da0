package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.testkit.ChildProcess;
import dev.jobgrid.testkit.TestSeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes with a grid each on one PostgreSQL and one machine, of which one after the other is killed under load. */
class KilledGridsTest {
    private static final int GRIDS = 3;
    private static final int JOBS_BETWEEN = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Random random = new Random(TestSeed.get());
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private int started;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostAndNothingRunsTwiceWhenGridsAreKilled() throws Exception {
        killAndLook(1);
    }

    @Test
    @Tag("stress")
    void nothingIsLostAndNothingRunsTwiceHoweverOftenGridsAreKilled() throws Exception {
        killAndLook(50);
    }

    private void killAndLook(int kills) throws Exception {
        System.out.println(TestSeed.repeat(getClass()));
        TestPostgres.execute("DROP SCHEMA IF EXISTS " + SharingGrid.SCHEMA + " CASCADE");
        // The tables are made before several start at once.
        SharingGrid.open(TestPostgres.url(), folder).close();
        try {
            for (int i = 0; i < GRIDS; i++) {
                processes.add(start());
            }
            for (int i = 0; i < kills; i++) {
                int before = accepted.size();
                int more = 1 + random.nextInt(JOBS_BETWEEN);
                Awaitility.await().atMost(PATIENCE).until(() -> accepted.size() >= before + more);
                kill(processes.set(random.nextInt(GRIDS), start()));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        for (Process process : processes) {
            process.waitFor();
        }
        try (JobGrid heir = SharingGrid.open(TestPostgres.url(), folder)) {
            assertWhole(heir);
        }
    }

    private Process start() throws IOException {
        Process process = ChildProcess.of(SharingGrid.class, TestPostgres.url(), folder.toString(), "grid-" + started++)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread reader = new Thread(() -> read(process), "reader");
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(accepted::add);
        } catch (IOException | UncheckedIOException e) {
            // It was killed.
        }
    }

    private static void kill(Process process) throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    private void assertWhole(JobGrid grid) throws IOException {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> grid.operations().census().jobs().isEmpty());
        List<String> runs = Files.readAllLines(folder.resolve("tally"));
        assertThat(runs).as("runs, each once").doesNotHaveDuplicates();
        assertThat(accepted).isNotEmpty();
        for (String id : accepted) {
            assertWhole(grid, new JobRef(WorkspaceId.DEFAULT, new JobId(id)), runs);
        }
    }

    private static void assertWhole(JobGrid grid, JobRef ref, List<String> runs) {
        Job job = grid.status(ref.id());
        assertThat(job.status()).as(ref + ": " + job.state().reason()).isEqualTo(JobStatus.COMPLETED);
        List<String> mine =
                runs.stream().filter(line -> line.startsWith(ref.id() + " ")).toList();
        assertThat(mine)
                .as(ref + " after " + job.retryCount() + " retries")
                .hasSizeBetween(1, job.retryCount() + 1)
                .contains(ref.id() + " " + job.attempt().number());
        List<LogLine> log = grid.logs(ref.id(), LogQuery.after(0, 500)).lines();
        assertThat(log)
                .as(ref + ": entry ids")
                .extracting(LogLine::entryId)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, log.size()).boxed().toList());
        assertThat(log)
                .as(ref + ": the last run's lines")
                .extracting(LogLine::message)
                .endsWith("one", "two");
        assertThat(grid.artifacts(ref.id()).list()).extracting(Artifact::path).containsExactly("out.txt");
    }
}

package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.plans.LaunchPlan;
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
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Launch plans of three processes with a grid each on one PostgreSQL and one machine, of which one after the other is
 * killed: a third is used, a third given back, a third left.
 */
class KilledPlansTest {
    private static final int GRIDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Random random = new Random(TestSeed.get());
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private int started;

    @TempDir
    private Path folder;

    @Test
    @Tag("nightly")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void tenThousandPlansHoldNothingAtTheEnd() throws Exception {
        killUntil(10_000, Duration.ofSeconds(10));
    }

    private void killUntil(int plans, Duration between) throws Exception {
        System.out.println(TestSeed.repeat(getClass()));
        TestPostgres.execute("DROP SCHEMA IF EXISTS " + SharingGrid.SCHEMA + " CASCADE");
        // The tables are made before several start at once.
        PlanningGrid.open(TestPostgres.url(), folder).close();
        try {
            for (int i = 0; i < GRIDS; i++) {
                processes.add(start());
            }
            while (answered.size() < plans) {
                TimeUnit.MILLISECONDS.sleep(between.toMillis());
                kill(processes.set(random.nextInt(GRIDS), start()));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        for (Process process : processes) {
            process.waitFor();
        }
        try (JobGrid heir = PlanningGrid.open(TestPostgres.url(), folder)) {
            assertWhole(heir);
        }
    }

    private Process start() throws IOException {
        Process process = ChildProcess.of(
                        PlanningGrid.class, TestPostgres.url(), folder.toString(), "grid-" + started++)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread reader = new Thread(() -> read(process), "reader");
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(answered::add);
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
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> grid.fleet().stream()
                        .flatMap(node -> node.gpus().stream())
                        .noneMatch(FleetNode.Gpu::held));
        assertThat(grid.launchPlans()).isEmpty();
        List<String> runs = Files.readAllLines(folder.resolve("tally"));
        assertThat(runs).as("runs, each once").doesNotHaveDuplicates();
        for (String line : runs) {
            LaunchPlan plan = grid.launchPlan(new JobId(line.split(" ")[0]));
            assertThat(plan.state()).as(line).isEqualTo(LaunchPlan.State.LAUNCHED);
        }
        answered.forEach(line -> assertEnded(grid, line));
    }

    private static void assertEnded(JobGrid grid, String line) {
        JobId id = new JobId(line.split(" ")[1]);
        Job job = grid.status(id);
        LaunchPlan.State state = LaunchPlan.of(job)
                .map(LaunchPlan::state)
                .orElseThrow(() -> new JobGridException("no plan: " + line, new IllegalStateException()));
        switch (line.split(" ")[0]) {
            case "used" -> {
                assertThat(state).as(line).isEqualTo(LaunchPlan.State.LAUNCHED);
                assertThat(job.status()).as(line + ": " + job.state().reason()).isEqualTo(JobStatus.COMPLETED);
            }
            case "released" -> assertThat(state).as(line).isEqualTo(LaunchPlan.State.RELEASED);
            default -> assertThat(state).as(line).isEqualTo(LaunchPlan.State.EXPIRED);
        }
    }
}

package dev.jobgrid.server;

import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.TestSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real servers and two Engines under all faults that we know how to make, several at once, while clients hand in jobs:
 * for {@code -Djobgrid.faults.minutes}. What servers said of their health is kept in {@code target/combined-faults}.
 */
@Tag("nightly")
class CombinedFaultsTest {
    private static final int MINUTES = Integer.getInteger("jobgrid.faults.minutes", 3);
    private static final Path SAID = Path.of("target", "combined-faults").toAbsolutePath();

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void everyJobEndsOnceAndNothingIsLeft() throws Exception {
        clear();
        List<List<Fault>> schedule = Fault.draw(new Random(TestSeed.get()), Duration.ofMinutes(MINUTES));
        try (CombinedFaults faults = new CombinedFaults(folder, SAID)) {
            try (FaultedJobs jobs = new FaultedJobs(TestSeed.get(), faults.servers())) {
                giveCredits(faults);
                jobs.start();
                faults.run(schedule);
                jobs.finish();
                new FaultedEnd(faults, jobs.taken()).check();
            } catch (Throwable e) {
                throw new AssertionError(
                        TestSeed.repeat(CombinedFaultsTest.class) + " -Djobgrid.faults.minutes=" + MINUTES
                                + System.lineSeparator()
                                + String.join(System.lineSeparator(), faults.record()),
                        e);
            }
        }
    }

    private static void clear() throws IOException {
        if (Files.exists(SAID)) {
            try (Stream<Path> files = Files.walk(SAID)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void giveCredits(CombinedFaults faults) {
        List<String> command = JgLine.of(
                "128m",
                "credits",
                "add",
                FaultedEnd.CREDITS,
                "--reference=faults",
                "--data=" + faults.home(0).resolve("data"));
        // Under the load of all that has just been started the server may take longer than the command waits.
        await("credits")
                .ignoreException(IOException.class)
                .until(() -> Programs.output(folder, Map.of(), command).contains("available"));
    }
}

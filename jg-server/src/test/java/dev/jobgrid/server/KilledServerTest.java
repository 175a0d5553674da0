package dev.jobgrid.server;

import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.TestSeed;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Kills the real server at random moments while twenty jobs are being taken, run and finished. */
class KilledServerTest {
    private static final int JOBS = 20;
    private static final int LATEST_MILLIS = 2_000;

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void aKillLosesNothingAndRepeatsNothing() throws Exception {
        survive(1);
    }

    @Test
    @Tag("nightly")
    void threeKillsLoseNothingAndRepeatNothing() throws Exception {
        survive(3);
    }

    @Test
    @Tag("stress")
    void fiftyKillsLoseNothingAndRepeatNothing() throws Exception {
        survive(50);
    }

    private void survive(int kills) throws Exception {
        Random random = new Random(TestSeed.get());
        try (Tally tally = PipeTally.in(folder)) {
            ServerProcess server = start();
            try {
                for (int round = 1; round <= kills; round++) {
                    try (CountedJobs jobs = new CountedJobs(context(round), "r" + round + "-", tally)) {
                        jobs.submit(server.client(), JOBS);
                        TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_MILLIS));
                        server.kill();
                        server = start();
                        jobs.checkAll(server.client());
                    }
                }
            } finally {
                server.close();
            }
        }
    }

    private static String context(int round) {
        return "kill " + round + ", " + TestSeed.repeat(KilledServerTest.class);
    }

    private ServerProcess start() throws Exception {
        return ServerProcess.start(folder, Programs.PATH, "--simulate-gpu=NVIDIA L4:24x" + JOBS);
    }
}

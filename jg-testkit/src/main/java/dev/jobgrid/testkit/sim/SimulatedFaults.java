package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.testkit.sim.ScriptedExecutor.Faults;
import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Lets the engine fail now and then, for one run never twice in a row: what fails once works
 * when tried again. */
final class SimulatedFaults implements Faults {
    private final Random random;
    private final int oneIn;
    private final Set<RunKey> lastFailed = new HashSet<>();

    SimulatedFaults(Random random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    private boolean fails(RunKey run) {
        if (!lastFailed.remove(run) && random.nextInt(oneIn) == 0) {
            lastFailed.add(run);
            return true;
        }
        return false;
    }

    @Override
    public void onLaunch(RunKey run) {
        if (fails(run)) {
            throw new IllegalStateException("simulated: the engine does not answer");
        }
    }

    @Override
    public void onLaunched(RunKey run) {
        if (fails(run)) {
            throw new IllegalStateException("simulated: the engine's answer is lost");
        }
    }

    @Override
    public void onCall(RunKey run) {
        if (fails(run)) {
            throw new IllegalStateException("simulated: the engine is busy");
        }
    }

    @Override
    public void onLogs(RunKey run) throws IOException {
        if (fails(run)) {
            throw new IOException("simulated: the log cannot be read");
        }
    }

    @Override
    public void onCollect(RunKey run) throws IOException {
        if (fails(run)) {
            throw new IOException("simulated: the last file cannot be read");
        }
    }
}

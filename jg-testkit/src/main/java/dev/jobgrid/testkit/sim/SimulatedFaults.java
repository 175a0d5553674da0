package dev.jobgrid.testkit.sim;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.testkit.sim.ScriptedExecutor.Faults;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Makes the engine fail sometimes, at most twice in a row for one run. */
final class SimulatedFaults implements Faults {
    private static final int MAX_IN_A_ROW = 2;

    private final Random random;
    private final int oneIn;
    private final Map<RunKey, Integer> inARow = new HashMap<>();

    SimulatedFaults(Random random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    private boolean fails(RunKey run) {
        boolean fails = inARow.getOrDefault(run, 0) < MAX_IN_A_ROW && random.nextInt(oneIn) == 0;
        inARow.put(run, fails ? inARow.getOrDefault(run, 0) + 1 : 0);
        return fails;
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

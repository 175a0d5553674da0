package dev.jobgrid.testkit.sim;

import dev.jobgrid.testkit.sim.ScriptedExecutor.Faults;
import java.io.IOException;
import java.util.Random;

/** Lets the engine fail now and then, never twice in a row: what fails once works when tried again. */
final class SimulatedFaults implements Faults {
    private final Random random;
    private final int oneIn;
    private boolean lastFailed;

    SimulatedFaults(Random random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    private boolean fails() {
        lastFailed = !lastFailed && random.nextInt(oneIn) == 0;
        return lastFailed;
    }

    @Override
    public void onLaunch() {
        if (fails()) {
            throw new IllegalStateException("simulated: the engine does not answer");
        }
    }

    @Override
    public void onLaunched() {
        if (fails()) {
            throw new IllegalStateException("simulated: the engine's answer is lost");
        }
    }

    @Override
    public void onCall() {
        if (fails()) {
            throw new IllegalStateException("simulated: the engine is busy");
        }
    }

    @Override
    public void onLogs() throws IOException {
        if (fails()) {
            throw new IOException("simulated: the log cannot be read");
        }
    }

    @Override
    public void onCollect() throws IOException {
        if (fails()) {
            throw new IOException("simulated: the last file cannot be read");
        }
    }
}

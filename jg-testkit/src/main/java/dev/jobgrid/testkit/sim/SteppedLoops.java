package dev.jobgrid.testkit.sim;

import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs loops by random single steps: the order that threads would have by chance is decided by the seed.
 * Single-threaded.
 */
public final class SteppedLoops implements Loops {
    private final List<Named> loops = new ArrayList<>();
    private final Random random;

    /** Loops picked by this source of randomness. */
    public SteppedLoops(Random random) {
        this.random = random;
    }

    private record Named(String name, Loop loop) {}

    @Override
    public void start(String name, Loop loop) {
        loops.add(new Named(name, loop));
    }

    /**
     * Takes one step of one loop, without waiting. A loop whose step throws stays, as it does on threads; an {@link
     * Error} is thrown on.
     *
     * @return the steps taken, for a trace
     */
    public String step() {
        if (loops.isEmpty()) {
            return "no loop";
        }
        return step(loops.get(random.nextInt(loops.size())));
    }

    /** Takes one step of each loop, in the order of their start. */
    public void stepAll() {
        List.copyOf(loops).forEach(this::step);
    }

    /** Takes one step of each loop with this name. */
    public void step(String name) {
        loops.stream().filter(loop -> loop.name().equals(name)).toList().forEach(this::step);
    }

    private String step(Named picked) {
        try {
            if (picked.loop().step(Duration.ZERO)) {
                return picked.name();
            }
            loops.remove(picked);
            return picked.name() + ": over";
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts a simulation", e);
        } catch (RuntimeException e) {
            return picked.name() + ": " + e;
        }
    }

    /** Names of the loops that have not ended. */
    public List<String> names() {
        return loops.stream().map(Named::name).toList();
    }

    @Override
    public void close() {
        loops.clear();
    }
}

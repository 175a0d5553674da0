package dev.jobgrid.testkit.sim;

import dev.jobgrid.Credits;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One of the grids of a simulation, which can be down or paused. Its clock differs from the others'. Single-threaded.
 */
final class SimulatedGrid {
    private final String name;
    private final Random random;
    private final Storage storage;
    private final ScriptedExecutor engine;
    private final Set<NodeName> reached;
    private final GridClock time;
    private final Duration skew;
    private final GridClock clock = new OwnClock();
    private final GridSettings settings;
    private final Optional<CreditPolicy> credits;
    private CrashingStorage stores;
    private SteppedLoops loops;
    private ScriptedEngineAccess door;
    private JobGrid grid;
    private boolean up;
    private boolean standing;
    private Duration set = Duration.ZERO;

    /** The wall clock of its host, which can be set; time passes as it does everywhere. */
    private final class OwnClock implements GridClock {
        @Override
        public Instant instant() {
            return time.instant().plus(skew).plus(set);
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }
    }

    /** The parts that all grids of a simulation share. */
    record World(
            Random random,
            Storage storage,
            ScriptedExecutor engine,
            GridClock clock,
            GridSettings settings,
            Optional<CreditPolicy> credits) {}

    /**
     * A grid that is up.
     *
     * @param reached nodes that it can reach
     * @param skew how far its clock goes ahead
     */
    SimulatedGrid(String name, World world, Set<NodeName> reached, Duration skew) {
        this.name = name;
        this.random = world.random();
        this.storage = world.storage();
        this.engine = world.engine();
        this.reached = reached;
        this.time = world.clock();
        this.skew = skew;
        this.settings = world.settings();
        this.credits = world.credits();
        start();
    }

    /** Sets its clock so far ahead of where it was at first. */
    void setClock(Duration ahead) {
        set = ahead;
    }

    private void start() {
        stores = new CrashingStorage(storage);
        loops = new SteppedLoops(random);
        door = (ScriptedEngineAccess) engine.door(reached);
        JobGridBuilder builder = JobGrid.builder()
                .storage(stores)
                .executor(door)
                .loops(loops)
                .clock(clock)
                .settings(settings)
                .retention(PipelineSimulation.RETENTION);
        credits.ifPresent(builder::credits);
        grid = builder.build();
        up = true;
    }

    String name() {
        return name;
    }

    CrashingStorage stores() {
        return stores;
    }

    SteppedLoops loops() {
        return loops;
    }

    JobGrid grid() {
        return grid;
    }

    /** Credits of an operator's process, which fails as the grid's does. */
    Credits operatorsCredits() {
        return StorageAdmin.of(stores, clock).credits(WorkspaceId.DEFAULT);
    }

    /** Whether it is up and not paused. */
    boolean isGoing() {
        return up && !standing;
    }

    boolean isUp() {
        return up;
    }

    void report() {
        door.report();
    }

    /** Ends its process as a crash does. */
    void crash() {
        door.close();
        loops.close();
        up = false;
        standing = false;
    }

    /** Closes the grid. */
    void close() {
        grid.close();
        up = false;
    }

    /** Starts a new process, if there is none. */
    void restart() {
        if (!up) {
            start();
        }
    }

    void stand(boolean still) {
        standing = still;
    }
}

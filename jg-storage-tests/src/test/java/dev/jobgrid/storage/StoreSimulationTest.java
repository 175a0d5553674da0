package dev.jobgrid.storage;

import dev.jobgrid.testkit.TestSeed;
import dev.jobgrid.testkit.sim.PipelineSimulation;
import java.nio.file.Path;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated life of one grid and of several, on the real stores. */
class StoreSimulationTest {
    // Held here, or its level would be forgotten with it.
    private static final Logger GRID = Logger.getLogger("dev.jobgrid.internal");

    @TempDir
    private Path folder;

    /** Failures are meant to happen, and each is logged. */
    @BeforeAll
    static void beQuiet() {
        GRID.setLevel(Level.OFF);
    }

    @AfterAll
    static void beHeardAgain() {
        GRID.setLevel(null);
    }

    @Test
    void noLifeOnH2BreaksALaw() {
        for (long seed = 0; seed < 6; seed++) {
            liveOnH2(seed, 300);
        }
    }

    @Test
    void noLifeOnPostgresBreaksALaw() {
        for (long seed = 0; seed < 4; seed++) {
            liveOnPostgres(seed, 250);
        }
    }

    @Test
    @Tag("stress")
    void noLifeAmongHundredsBreaksALaw() {
        System.out.println(TestSeed.repeat(StoreSimulationTest.class));
        new Random(TestSeed.get()).longs(150).forEach(seed -> {
            liveOnH2(seed, 800);
            liveOnPostgres(seed, 800);
        });
    }

    private void liveOnH2(long seed, int steps) {
        try (H2Storage storage = H2Storage.inMemory(folder.resolve("h2-" + seed))) {
            new PipelineSimulation(seed, storage, grids(seed)).run(steps);
        }
    }

    private void liveOnPostgres(long seed, int steps) {
        try (PostgresStorage storage = TestPostgres.emptyStorage("lives", folder.resolve("postgres-" + seed))) {
            new PipelineSimulation(seed, storage, grids(seed)).run(steps);
        }
    }

    private static int grids(long seed) {
        return 1 + (int) Math.floorMod(seed, 3L);
    }
}

package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.TestSeed;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class PipelineSimulationTest {
    // Held here, or its level would be forgotten with it.
    private static final Logger GRID = Logger.getLogger("dev.jobgrid.internal");

    /** Thousands of failures are meant to happen, and each is logged. */
    @BeforeAll
    static void beQuiet() {
        GRID.setLevel(Level.OFF);
    }

    @AfterAll
    static void beHeardAgain() {
        GRID.setLevel(null);
    }

    private static void live(long from, long to) {
        LongStream.range(from, to).forEach(seed -> new PipelineSimulation(seed, new MemoryStorage()).run(400));
    }

    @Test
    void invariantsHoldForRandomSeeds() {
        live(0, 50);
    }

    @Test
    @Tag("nightly")
    void invariantsHoldForMoreSeeds() {
        live(50, 150);
    }

    /** Seeds for the long forms, which the seed of this run repeats. */
    private static LongStream thousands() {
        System.out.println(TestSeed.repeat(PipelineSimulationTest.class));
        return new Random(TestSeed.get()).longs(3_000);
    }

    @Test
    @Tag("stress")
    void invariantsHoldForThousandsOfSeeds() {
        thousands().forEach(seed -> new PipelineSimulation(seed, new MemoryStorage()).run(1_000));
    }

    private static void liveTogether(long from, long to) {
        LongStream.range(from, to)
                .forEach(seed -> new PipelineSimulation(seed, new MemoryStorage(), 2 + (int) (seed % 2)).run(500));
    }

    @Test
    void invariantsHoldForSeveralGrids() {
        liveTogether(0, 15);
    }

    @Test
    @Tag("nightly")
    void invariantsHoldForSeveralGridsAndMoreSeeds() {
        liveTogether(15, 40);
    }

    @Test
    void simulationsOfSeveralGridsIncludeManyFaults() {
        List<String> traces = new ArrayList<>();
        int takenUp = 0;
        for (long seed = 0; seed < 14; seed++) {
            Storage storage = new MemoryStorage();
            PipelineSimulation simulation = new PipelineSimulation(seed, storage, 3);
            simulation.run(500);
            traces.addAll(simulation.trace());
            takenUp += takenUp(storage);
        }

        assertThat(traces.stream().filter(line -> line.contains("CRASH"))).hasSizeGreaterThan(10);
        assertThat(traces.stream().filter(line -> line.contains("go of plan-") && line.endsWith(" taken")))
                .isNotEmpty();
        assertThat(traces.stream().filter(line -> line.endsWith("LAUNCH_PLAN_ENDED")))
                .isNotEmpty();
        assertThat(traces.stream().filter(line -> line.endsWith("stands still")))
                .hasSizeGreaterThan(10);
        assertThat(traces.stream().filter(line -> line.endsWith("does not answer")))
                .hasSizeGreaterThan(10);
        assertThat(traces.stream().filter(line -> line.endsWith("cannot start programs")))
                .hasSizeGreaterThan(10);
        assertThat(traces.stream().filter(line -> line.contains("loses sight of")))
                .hasSizeGreaterThan(10);
        assertThat(takenUp).isGreaterThan(20);
    }

    private static int takenUp(Storage storage) {
        return (int)
                storage.jobs().list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 100)).stream()
                        .flatMap(job -> storage.jobs().events(job.ref(), 0, 1000).stream())
                        .filter(event -> event.type().equals("job.reattached"))
                        .count();
    }

    @Test
    void simulationsOfSeveralGridsPlaceJobsWithTheirSubmitsAndRaceForDevices() {
        List<Creation.Found> placed = new ArrayList<>();
        List<String> traces = new ArrayList<>();
        for (long seed : new long[] {0, 1, 8, 9, 16, 17, 24, 25, 84, 132}) {
            Storage storage = sabotaged((store, method, args) -> {
                Object answer = method.invoke(store, args);
                if (store instanceof JobStore && method.getName().startsWith("create") && isPlaced(args[0])) {
                    // At once also where it is asked for asynchronously.
                    Object created = answer instanceof CompletionStage<?> stage
                            ? stage.toCompletableFuture().join()
                            : answer;
                    placed.add(((Creation) ((List<?>) created).get(0)).found());
                }
                return answer;
            });
            PipelineSimulation simulation = new PipelineSimulation(seed, storage, 3);
            simulation.run(500);
            traces.addAll(simulation.trace());
        }

        assertThat(placed.stream().filter(found -> found == Creation.Found.CREATED))
                .hasSizeGreaterThan(10);
        assertThat(placed).contains(Creation.Found.DEVICE_HELD);
        assertThat(traces.stream().filter(line -> line.contains("CRASH") && line.contains("JobStore.create")))
                .isNotEmpty();
    }

    private static boolean isPlaced(Object created) {
        return ((List<?>) created).stream().anyMatch(fresh -> ((NewJob) fresh).isPlaced());
    }

    @Test
    void simulationsWithCreditsSometimesRunShort() {
        List<String> traces = new ArrayList<>();
        for (long seed : new long[] {2, 3, 6, 7}) {
            PipelineSimulation simulation = new PipelineSimulation(seed, new MemoryStorage(), 2);
            simulation.run(500);
            traces.addAll(simulation.trace());
        }

        assertThat(traces.stream().filter(line -> line.contains("of credits available")))
                .hasSizeGreaterThan(10);
        assertThat(traces.stream().filter(line -> line.contains("top up") && line.endsWith("done")))
                .hasSizeGreaterThan(10);
    }

    @Test
    @Tag("stress")
    void invariantsHoldForSeveralGridsAndThousandsOfSeeds() {
        thousands().forEach(seed -> new PipelineSimulation(seed, new MemoryStorage(), 2 + (int) (seed & 1)).run(1_500));
    }

    @Test
    void theSameSeedGivesTheSameSimulation() {
        assertThat(life(7, 1)).isEqualTo(life(7, 1)).isNotEqualTo(life(8, 1));
    }

    /** Which of them looks after what none of them reaches does not hang on their ids: here one does. */
    @Test
    void theSameSeedGivesTheSameSimulationOfSeveralGrids() {
        assertThat(life(24, 2)).isEqualTo(life(24, 2));
    }

    private static List<String> life(long seed, int grids) {
        PipelineSimulation simulation = new PipelineSimulation(seed, new MemoryStorage(), grids);
        simulation.run(400);
        // Ids that the grid makes are random; nothing hangs on them.
        return simulation.trace().stream()
                .map(line -> line.replaceAll("job_[0-9a-z]{26}", "job_…"))
                .toList();
    }

    @Test
    void aStoreThatLosesAWriteIsDetected() {
        int[] applied = {0};
        assertFoundOut((store, method, args) ->
                store instanceof JobStore && method.getName().equals("apply") && ++applied[0] % 5 == 0
                        ? true
                        : method.invoke(store, args));
    }

    @Test
    void aStoreThatLosesALogPositionIsDetected() {
        assertFoundOut((store, method, args) ->
                store instanceof LogStore && method.getName().equals("end") ? LogEnd.NONE : method.invoke(store, args));
    }

    @Test
    void aReservationThatIsNotSettledIsDetected() {
        Ledger open = new MemoryStorage().ledger();
        assertFoundOut((store, method, args) ->
                store instanceof Ledger ? method.invoke(open, args) : method.invoke(store, args));
    }

    @Test
    void creditsStillHeldAfterTheEndOfAJobAreDetected() {
        assertFoundOut((store, method, args) -> {
            if (store instanceof JobStore jobs && method.getName().equals("apply")) {
                Transition change = (Transition) args[0];
                return jobs.apply(new Transition(
                        change.before(),
                        change.after(),
                        change.events(),
                        change.callback(),
                        Optional.empty(),
                        change.releasesAllocation()));
            }
            return method.invoke(store, args);
        });
    }

    @Test
    void devicesReleasedTooEarlyAreDetected() {
        assertFoundOut((store, method, args) -> {
            if (store instanceof AllocationStore holds) {
                holds.list().forEach(hold -> holds.release(hold.run(), hold.owner()));
            }
            return method.invoke(store, args);
        });
    }

    @Test
    void aLogWithTwoWritersIsDetected() {
        assertFoundOut((store, method, args) -> {
            if (store instanceof LogStore log && method.getName().equals("append")) {
                LogChunk chunk = (LogChunk) args[0];
                long shift = log.end(chunk.run().job()).lastEntryId() - chunk.afterEntryId();
                List<LogLine> lines = chunk.lines().stream()
                        .map(line -> new LogLine(
                                line.entryId() + shift, line.stream(), line.at(), line.message(), line.truncated()))
                        .toList();
                return log.append(new LogChunk(chunk.run(), chunk.afterEntryId() + shift, lines, chunk.position()));
            }
            return method.invoke(store, args);
        });
    }

    private static void assertFoundOut(Sabotage sabotage) {
        assertThatThrownBy(() -> LongStream.range(0, 20)
                        .forEach(seed -> new PipelineSimulation(seed, sabotaged(sabotage), 2).run(400)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("seed ");
    }

    /** Answers for a store's method, rightly or not. */
    @FunctionalInterface
    private interface Sabotage {
        Object answer(Object store, Method method, Object[] args) throws Exception;
    }

    private static Storage sabotaged(Sabotage sabotage) {
        Storage inner = new MemoryStorage();
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, args) -> {
                    Object store = method.invoke(inner, args);
                    return store == null || !method.getReturnType().isInterface()
                            ? store
                            : sabotaged(method.getReturnType(), store, sabotage);
                });
    }

    private static Object sabotaged(Class<?> port, Object store, Sabotage sabotage) {
        return Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, args) -> sabotage.answer(store, method, args));
    }
}

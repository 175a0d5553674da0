package dev.jobgrid.testkit.sim;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.GpuNode;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.Storage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A grid's whole life on one thread: jobs are handed in and cancelled, runs go as scripted, time goes on, the store fails,
 * the process crashes at any call to it and is started anew, all in an order that one seed decides. After every step it
 * is checked that what must never happen has not; at the end, with the faults over, that everything accepted came to its
 * end and nothing is held any more. The same seed gives the same life. Single-threaded.
 */
public final class PipelineSimulation {
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final int PATIENCE = 1000;
    private static final int TRACE = 80;

    private final long seed;
    private final Random random;
    private final Storage storage;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final ScriptedExecutor engine;
    private final SimulatedClient client;
    private final Laws laws;
    private final GridSettings settings;
    private final int oneCrashIn;
    private final int oneFailureIn;
    private final List<String> trace = new ArrayList<>();
    private String lastNote = "";
    private long callsChecked;
    private CrashingStorage stores;
    private SteppedLoops loops;
    private JobGrid grid;

    /**
     * A simulation that has not begun.
     *
     * @param seed decides everything
     * @param storage an empty one; stays open
     */
    public PipelineSimulation(long seed, Storage storage) {
        this.seed = seed;
        this.random = new Random(seed);
        this.storage = storage;
        this.engine = new ScriptedExecutor(clock, nodes(), new SimulatedScripts(random));
        this.client = new SimulatedClient(random, storage.jobs(), clock);
        this.laws = new Laws(storage, engine);
        // Some lives are calm and some are not: what breaks in a storm is not what breaks on a long quiet day.
        this.oneCrashIn = pick(10, 40, 200, 1_000_000);
        this.oneFailureIn = pick(10, 40, 200, 1_000_000);
        this.settings = settings();
        start();
    }

    private int pick(int... among) {
        return among[random.nextInt(among.length)];
    }

    private GridSettings settings() {
        GridSettings.Work work = GridSettings.DEFAULT.work();
        return GridSettings.DEFAULT
                .withWork(new GridSettings.Work(
                        work.cpuSlotsPerNode(), random.nextBoolean(), work.patience(), work.rules()))
                .withRunning(new GridSettings.Running(
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(10),
                        RetryPolicy.infrastructure(2, Duration.ofSeconds(5)),
                        false,
                        Duration.ofSeconds(1)));
    }

    private static List<GpuNode> nodes() {
        GpuModel small = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        GpuModel large = new GpuModel("NVIDIA H100", "NVIDIA", "Hopper", GpuClass.DATACENTER, 80L << 30);
        return List.of(node("small", small, 3), node("large", large, 2));
    }

    private static GpuNode node(String id, GpuModel model, int count) {
        List<GpuNode.Device> devices = IntStream.range(0, count)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, model, new Usd(1_000_000), false))
                .toList();
        return new GpuNode(new NodeId(id), "here", devices, 1L << 40, true);
    }

    private void start() {
        stores = new CrashingStorage(storage);
        loops = new SteppedLoops(random);
        grid = JobGrid.builder()
                .storage(stores)
                .executor(engine)
                .loops(loops)
                .clock(clock)
                .settings(settings)
                .build();
    }

    /**
     * Lives through so many steps, then lets faults stop and everything come to its end.
     *
     * @throws AssertionError if a law was broken; the message holds the seed and the last steps
     */
    public void run(int steps) {
        try {
            client.upload(grid);
            engine.faults(new SimulatedFaults(random, oneFailureIn));
            for (int i = 0; i < steps; i++) {
                step(this::live);
            }
            calmDown();
            settle();
            probe();
            laws.checkEnd(grid, client.wishes());
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "\nlast steps:\n  " + String.join("\n  ", last()), e);
        }
    }

    private List<String> last() {
        return trace.subList(Math.max(0, trace.size() - TRACE), trace.size());
    }

    /** All that was done, oldest first, to find out why a law was broken. */
    public List<String> trace() {
        return List.copyOf(trace);
    }

    private void step(Supplier<String> action) {
        try {
            note(action.get());
        } catch (SimulatedCrash crash) {
            note("CRASH " + crash.getMessage());
            restart();
        }
        if (stores.calls() != callsChecked) {
            callsChecked = stores.calls();
            laws.checkAlways().forEach(this::note);
        }
    }

    /** What is done again and again is noted once. */
    private void note(String what) {
        if (!what.equals(lastNote)) {
            lastNote = what;
            trace.add(clock.instant() + " " + what);
        }
    }

    private void restart() {
        engine.close();
        start();
        callsChecked = -1;
    }

    private String live() {
        planFaults();
        int dice = random.nextInt(100);
        if (dice < 62) {
            return loops.step();
        }
        if (dice < 72) {
            engine.tell();
            return "engine tells";
        }
        if (dice < 84) {
            return advance(Duration.ofMillis(random.nextInt(6000)));
        }
        if (dice < 90) {
            // A moment of its own for each job, so that the order of the queue does not hang on random ids.
            clock.advance(Duration.ofMillis(1));
            return client.submitNew(grid);
        }
        if (dice < 93) {
            return client.submitAgain(grid);
        }
        if (dice < 95) {
            return client.cancel(grid);
        }
        if (dice < 97) {
            return toggleNode();
        }
        return dice == 97 ? loseWorkload() : stop();
    }

    private void planFaults() {
        if (random.nextInt(oneCrashIn) == 0) {
            stores.crashAt(1 + random.nextInt(8), pickMoment());
        } else if (random.nextInt(oneFailureIn) == 0) {
            stores.failAt(1 + random.nextInt(8), pickMoment());
        }
    }

    private Moment pickMoment() {
        return random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
    }

    private String advance(Duration by) {
        clock.advance(by);
        return "time goes on by " + by;
    }

    private String toggleNode() {
        GpuNode node = engine.nodes().get(random.nextInt(engine.nodes().size()));
        engine.accept(node.id(), !node.isAccepting());
        return "node " + node.id() + (node.isAccepting() ? " accepts nothing" : " accepts work");
    }

    private String loseWorkload() {
        List<RunKey> all = engine.workloads();
        if (all.isEmpty()) {
            return "nothing to lose";
        }
        RunKey lost = all.get(random.nextInt(all.size()));
        engine.lose(lost);
        return "engine loses " + lost;
    }

    private String stop() {
        if (random.nextInt(3) > 0) {
            return loops.step();
        }
        grid.close();
        start();
        return "grid is closed, and built anew";
    }

    private void calmDown() {
        stores.calm();
        engine.faults(ScriptedExecutor.Faults.NONE);
        engine.nodes().forEach(node -> engine.accept(node.id(), true));
        note("faults are over");
    }

    /** Goes on until nothing is under way any more. */
    private void settle() {
        for (int round = 0; round < PATIENCE; round++) {
            if (laws.jobs().stream().allMatch(Job::isTerminal)
                    && engine.workloads().isEmpty()
                    && loops.names().size() == 1) {
                return;
            }
            int steps = 2 * loops.names().size();
            for (int i = 0; i < steps; i++) {
                step(loops::step);
            }
            engine.tell();
            clock.advance(Duration.ofMillis(random.nextInt((int) STEP.toMillis())));
        }
        throw new AssertionError("not settled: "
                + laws.jobs().stream()
                        .filter(job -> !job.isTerminal())
                        .map(job -> job.ref() + " is " + job.status() + "/" + job.phase() + " " + job.attempt())
                        .toList()
                + ", in the engine " + engine.workloads() + ", loops " + loops.names());
    }

    /** All GPUs of each node are free: jobs that take all of them get their place. */
    private void probe() {
        List<JobSpec> probes =
                List.of(SimulatedClient.probe("probe-small", "L4", 3), SimulatedClient.probe("probe-large", "H100", 2));
        probes.forEach(grid::submit);
        settle();
        for (JobSpec spec : probes) {
            JobId id = spec.id().orElseThrow();
            if (engine.started(grid.status(id).ref()).isEmpty()
                    && grid.status(id).status() == JobStatus.REJECTED) {
                throw new AssertionError("GPUs are still held: " + grid.status(id));
            }
        }
    }
}

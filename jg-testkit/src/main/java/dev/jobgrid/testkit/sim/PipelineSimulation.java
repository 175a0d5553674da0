package dev.jobgrid.testkit.sim;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Simulates one or several grids on one store, on one thread: jobs are submitted and cancelled, runs follow scripts,
 * time passes, clocks are set forward and back, the store fails, processes crash at any call to it and restart, or
 * pause for longer than their lease at any point, machines do not answer or cannot start programs, the blob store is
 * full temporarily or permanently, all in an order decided by one seed. In every other life jobs pay by credits, of
 * which there are often too few. Safety invariants are checked after every step; liveness at the end, without faults:
 * every accepted job has ended and no allocation is left. The same seed gives the same life. Single-threaded.
 */
public final class PipelineSimulation {
    static final RetentionRules RETENTION = RetentionRules.KEEP
            .with(RetentionPart.JOBS, RetentionRules.Rule.after(Duration.ofDays(1)))
            .with(RetentionPart.INPUTS, RetentionRules.Rule.after(Duration.ofDays(1)));

    /** How long artifacts are waited for in lives whose blob store is full for ever, and how long they stay on their node. */
    private static final GridSettings.Collecting SHORT =
            new GridSettings.Collecting(Duration.ofMinutes(10), Duration.ofHours(20));

    private static final Duration STEP = Duration.ofSeconds(20);
    /**
     * How far clocks are ahead: of grids, set so again and again, and of the engine. Not as far apart as an idempotency key
     * is kept.
     */
    private static final List<Duration> CLOCKS = List.of(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(7),
            Duration.ofSeconds(-7),
            Duration.ofHours(1),
            Duration.ofHours(-1),
            Duration.ofHours(10),
            Duration.ofHours(-10));

    private static final int MAX_ROUNDS = 1500;
    private static final int FORGETTING = 60;
    private static final int TRACE = 80;
    private static final int HELD_IN_VAIN = 100;

    private final long seed;
    private final Random random;
    private final LeasedStorage storage;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final ScriptedExecutor engine;
    private final SimulatedClient client;
    private final Invariants laws;
    private final boolean pays;
    private final boolean plans;
    private final boolean staysFull;
    private final Map<RunKey, Integer> heldInVain = new HashMap<>();
    private final boolean setsClocks;
    private final List<SimulatedGrid> grids = new ArrayList<>();
    private final int oneCrashIn;
    private final int oneFailureIn;
    private final int onePauseIn;
    private final List<String> trace = new ArrayList<>();
    private String lastNote = "";
    private long writesChecked;
    private boolean isPaused;

    /** A simulation of one grid; as {@link #PipelineSimulation(long, Storage, int)}. */
    public PipelineSimulation(long seed, Storage storage) {
        this(seed, storage, 1);
    }

    /**
     * A simulation that has not begun.
     *
     * @param seed decides everything
     * @param storage an empty one; stays open. Leases are kept beside it, since they run by the simulation's time
     * @param count how many grids, 1 or more
     */
    public PipelineSimulation(long seed, Storage storage, int count) {
        this.seed = seed;
        this.random = new Random(seed);
        this.pays = (seed & 2) != 0;
        this.plans = (seed & 4) != 0;
        this.storage = new LeasedStorage(storage, clock);
        Duration ahead = pick(CLOCKS);
        this.engine = new ScriptedExecutor(() -> clock.instant().plus(ahead), nodes(), new SimulatedScripts(random));
        this.client = new SimulatedClient(random, storage.jobs(), clock);
        // Now and then there is no room for large files, and in some lives never again.
        // Not among several: by clocks that differ, a run that is taken over again and again waits anew each time.
        this.staysFull = random.nextInt(4) == 0 && count == 1;
        boolean strict = random.nextBoolean();
        // Some simulations are calm and some are not: frequent faults find other bugs than rare ones.
        this.oneCrashIn = pick(10, 40, 200, 1_000_000);
        this.oneFailureIn = pick(10, 40, 200, 1_000_000);
        this.onePauseIn = count == 1 ? 1_000_000 : pick(20, 60, 300, 1_000_000);
        this.setsClocks = random.nextInt(2) == 0;
        this.laws = new Invariants(this.storage, engine, strict, oneFailureIn < 1_000_000);
        SimulatedGrid.World world = new SimulatedGrid.World(
                random,
                this.storage,
                engine,
                clock,
                settings(strict),
                pays ? Optional.of(CreditPolicy.everyone()) : Optional.empty());
        for (int i = 0; i < count; i++) {
            Duration skew = i == 0 ? Duration.ZERO : Duration.ofSeconds(random.nextInt(1200) - 600L);
            grids.add(new SimulatedGrid("grid " + i, world, reached(i), skew));
        }
    }

    private Duration pick(List<Duration> among) {
        return among.get(random.nextInt(among.size()));
    }

    private int pick(int... among) {
        return among[random.nextInt(among.length)];
    }

    /** The first grid reaches all nodes, so that there is always one that can take a run over. */
    private Set<NodeName> reached(int grid) {
        Set<NodeName> all = nodes().stream().map(GpuNode::id).collect(Collectors.toCollection(LinkedHashSet::new));
        if (grid > 0 && random.nextInt(3) == 0) {
            all.remove(new NodeName(random.nextBoolean() ? "small" : "large"));
        }
        return all;
    }

    private GridSettings settings(boolean strict) {
        GridSettings.Work work = GridSettings.DEFAULT.work();
        return GridSettings.DEFAULT
                .withWork(new GridSettings.Work(
                        work.cpuSlotsPerNode(), random.nextBoolean(), work.unplaceableTimeout(), work.rules()))
                // A grid that reaches each machine returns in the end, and no run is given up that still goes on.
                .withSharing(new GridSettings.Sharing(lease(), Duration.ofDays(100)))
                .withRunning(new GridSettings.Running(
                        Invariants.DEFAULT_TIMEOUT,
                        Duration.ofSeconds(10),
                        RetryPolicy.infrastructure(Invariants.MAX_ATTEMPTS - 1, Duration.ofSeconds(5)),
                        strict,
                        Duration.ofSeconds(1)))
                .withCollecting(
                        staysFull ? SHORT : new GridSettings.Collecting(Duration.ofDays(100), Duration.ofHours(20)));
    }

    /** One that is too short now and then: those who live are taken to be over, and that must do no harm. */
    private Duration lease() {
        return Duration.ofSeconds(pick(2, 15, 15));
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
        return new GpuNode(new NodeName(id), "here", devices, 1L << 40, true);
    }

    /**
     * Takes this many steps, then stops all faults and waits for every job to end.
     *
     * @throws AssertionError if a law was broken; the message holds the seed and the last steps
     */
    public void run(int steps) {
        try {
            client.upload(grids.get(0).grid());
            engine.faults(new SimulatedFaults(random, oneFailureIn));
            for (int i = 0; i < steps; i++) {
                live();
            }
            calmDown();
            settle();
            probe();
            if (pays) {
                laws.checkTopUps(client.toppedUp(), Usd.ofDollars(1_000));
            }
            laws.checkEnd(grids.get(0).grid(), client.wishes(), client.plans().launched());
            forget();
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e.getMessage() + "\nlast steps:\n  " + String.join("\n  ", last()), e);
        }
    }

    private List<String> last() {
        return trace.subList(Math.max(0, trace.size() - TRACE), trace.size());
    }

    /** All steps, oldest first, for a violated invariant. */
    public List<String> trace() {
        return List.copyOf(trace);
    }

    private void step(SimulatedGrid grid, Function<SimulatedGrid, String> action) {
        try {
            note((grids.size() == 1 ? "" : grid.name() + ": ") + action.apply(grid));
        } catch (SimulatedCrash crash) {
            note("CRASH of " + grid.name() + " " + crash.getMessage());
            grid.crash();
            writesChecked = -1;
            if (grids.size() == 1 || random.nextInt(3) == 0) {
                grid.restart();
            }
        }
        long writes = grids.stream().mapToLong(g -> g.stores().writes()).sum();
        if (writes != writesChecked) {
            writesChecked = writes;
            laws.checkAlways().forEach(this::note);
        }
    }

    /** Records a step; repeated ones once. */
    private void note(String what) {
        if (!what.equals(lastNote)) {
            lastNote = what;
            trace.add(clock.instant() + " " + what);
        }
    }

    private void live() {
        List<SimulatedGrid> going =
                grids.stream().filter(SimulatedGrid::isGoing).toList();
        if (going.isEmpty() || random.nextInt(30) == 0) {
            wake();
        } else {
            SimulatedGrid grid = going.get(random.nextInt(going.size()));
            planFaults(grid);
            step(grid, this::act);
        }
    }

    /** Starts a grid that is down, or resumes one that is paused. */
    private void wake() {
        SimulatedGrid grid = grids.get(random.nextInt(grids.size()));
        if (!grid.isUp()) {
            grid.restart();
            note(grid.name() + " is started");
        }
        grid.stand(false);
        advance(Duration.ofMillis(random.nextInt(3000)));
    }

    private String act(SimulatedGrid grid) {
        int dice = random.nextInt(100);
        if (dice < (plans ? 58 : 62)) {
            return grid.loops().step();
        }
        if (dice < 62) {
            clock.advance(Duration.ofMillis(1));
            grid.loops().step(random.nextBoolean() ? "dispatcher" : "launch plans");
            return client.plans().act(grid.grid());
        }
        if (dice < 72) {
            grid.report();
            return "engine reports";
        }
        if (dice < 74 && setsClocks) {
            return setClock(grid);
        }
        if (dice < 84) {
            return advance(Duration.ofMillis(random.nextInt(6000)));
        }
        if (dice < 90) {
            // A moment of its own for each job, so that the order of the queue does not hang on random ids.
            clock.advance(Duration.ofMillis(1));
            if (pays && random.nextInt(3) == 0) {
                return client.topUp(grid.operatorsCredits());
            }
            if (random.nextInt(6) == 0) {
                return client.submitSome(grid.grid());
            }
            if (random.nextBoolean()) {
                grid.loops().step("dispatcher"); // which may then place the job with its submit
            }
            return client.submitNew(grid.grid());
        }
        if (dice < 93) {
            return client.submitAgain(grid.grid());
        }
        if (dice < 95) {
            return client.cancel(grid.grid());
        }
        if (dice < 97) {
            return random.nextInt(3) == 0 ? toggleFault() : toggleNode();
        }
        if (dice == 97) {
            return loseWorkload();
        }
        return random.nextInt(3) == 0 ? fill() : stop(grid);
    }

    private String fill() {
        if (storage.refusingBlobs().isRefusing()) {
            storage.refusingBlobs().takeAll();
            return "the blob store has room";
        }
        storage.refusingBlobs().refuseBeyond(Invariants.SMALL);
        return "the blob store is full";
    }

    private void planFaults(SimulatedGrid grid) {
        CrashingStorage stores = grid.stores();
        if (random.nextInt(oneCrashIn) == 0) {
            stores.crashAt(1 + random.nextInt(8), pickMoment());
        } else if (random.nextInt(oneFailureIn) == 0) {
            stores.failAt(1 + random.nextInt(8), pickMoment());
        } else if (random.nextInt(onePauseIn) == 0) {
            stores.pauseAt(1 + random.nextInt(8), pickMoment(), () -> pause(grid));
        }
    }

    /** One stands still in the middle of a call, often for longer than its lease; the others go on. */
    private void pause(SimulatedGrid still) {
        if (isPaused || grids.stream().filter(SimulatedGrid::isGoing).count() < 2) {
            return;
        }
        isPaused = true;
        note(still.name() + " stands still");
        still.stand(true);
        int steps = random.nextInt(60);
        for (int i = 0; i < steps; i++) {
            grids.stream()
                    .filter(SimulatedGrid::isGoing)
                    .skip(random.nextInt(grids.size()))
                    .findFirst()
                    .ifPresent(grid -> step(grid, other -> other.loops().step()));
            if (random.nextInt(4) == 0) {
                advance(Duration.ofMillis(random.nextInt(6000)));
            }
        }
        still.stand(false);
        note(still.name() + " goes on");
        isPaused = false;
    }

    private Moment pickMoment() {
        return random.nextBoolean() ? Moment.BEFORE : Moment.AFTER;
    }

    private String advance(Duration by) {
        clock.advance(by);
        return "time goes on by " + by;
    }

    private String setClock(SimulatedGrid grid) {
        Duration ahead = pick(CLOCKS);
        grid.setClock(ahead);
        return "its clock is set " + ahead + " ahead";
    }

    private String toggleNode() {
        GpuNode node = engine.nodes().get(random.nextInt(engine.nodes().size()));
        if (random.nextInt(3) == 0) {
            engine.down(node.id(), node.isAccepting());
            return "node " + node.id() + (node.isAccepting() ? " does not answer" : " answers");
        }
        engine.down(node.id(), false);
        engine.accept(node.id(), !node.isAccepting());
        return "node " + node.id() + (node.isAccepting() ? " accepts nothing" : " accepts work");
    }

    private String toggleFault() {
        GpuNode node = engine.nodes().get(random.nextInt(engine.nodes().size()));
        if (engine.isBroken(node.id())) {
            engine.mendNode(node.id());
            return "node " + node.id() + " starts programs again";
        }
        engine.breakNode(node.id(), "Simulated: it cannot set up networks.", any -> true);
        return "node " + node.id() + " cannot start programs";
    }

    private String loseWorkload() {
        List<RunKey> all = engine.workloads();
        if (all.isEmpty()) {
            return "nothing to lose";
        }
        int which = random.nextInt(all.size());
        RunKey lost = all.get(which);
        if (which % 2 == 0) {
            engine.loseSight(lost);
            return "engine loses sight of " + lost;
        }
        engine.lose(lost);
        return "engine loses " + lost;
    }

    private String stop(SimulatedGrid grid) {
        int dice = random.nextInt(6);
        if (dice == 0 && grids.size() > 1) {
            grid.stand(true);
            return "stands still";
        }
        if (dice < 4) {
            return grid.loops().step();
        }
        grid.close();
        if (grids.size() == 1 || random.nextBoolean()) {
            grid.restart();
            return "is closed, and built anew";
        }
        return "is closed";
    }

    private void calmDown() {
        grids.forEach(SimulatedGrid::restart);
        grids.forEach(grid -> grid.stand(false));
        grids.forEach(grid -> grid.stores().calm());
        grids.forEach(grid -> grid.setClock(Duration.ZERO));
        engine.faults(ScriptedExecutor.Faults.NONE);
        engine.nodes().forEach(node -> engine.down(node.id(), false));
        engine.nodes().forEach(node -> engine.accept(node.id(), true));
        engine.nodes().forEach(node -> engine.mendNode(node.id()));
        if (staysFull) {
            storage.refusingBlobs().refuseBeyond(Invariants.SMALL);
        } else {
            storage.refusingBlobs().takeAll();
        }
        note("faults are over" + (staysFull ? ", and the blob store stays full" : ""));
    }

    /** Continues until nothing is in progress. */
    private void settle() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            if (laws.jobs().stream().allMatch(Job::isTerminal)
                    && engine.workloads().isEmpty()
                    && storage.holds().list().isEmpty()
                    && grids.stream()
                            .noneMatch(grid -> grid.loops().names().stream().anyMatch(this::isOfARun))) {
                return;
            }
            for (SimulatedGrid grid : grids) {
                int steps = 2 * grid.loops().names().size();
                for (int i = 0; i < steps; i++) {
                    step(grid, going -> going.loops().step());
                }
                grid.report();
            }
            checkDevices();
            // Often less than a lease, or those who are all alive would take one another to be over for ever.
            clock.advance(Duration.ofMillis(random.nextInt(round % 4 == 0 ? (int) STEP.toMillis() : 4000)));
        }
        throw new AssertionError("not settled: "
                + laws.jobs().stream()
                        .filter(job -> !job.isTerminal())
                        .map(job -> job.ref() + " is " + job.status() + "/" + job.phase() + " " + job.attempt())
                        .toList()
                + ", in the engine " + engine.workloads() + ", held "
                + storage.holds().list() + ", loops "
                + grids.stream().map(grid -> grid.loops().names()).toList());
    }

    /** Without faults, no device stays held for long by a run whose program has ended. */
    private void checkDevices() {
        Set<RunKey> inVain = storage.holds().list().stream()
                .filter(hold -> !hold.devices().isEmpty())
                .map(Allocation::run)
                .filter(run -> engine.ending(run).isPresent())
                .collect(Collectors.toSet());
        heldInVain.keySet().retainAll(inVain);
        inVain.forEach(run -> heldInVain.merge(run, 1, Integer::sum));
        heldInVain.forEach((run, rounds) -> {
            if (rounds > HELD_IN_VAIN) {
                throw new AssertionError(run + " holds devices although its program has ended");
            }
        });
    }

    private boolean isOfARun(String loop) {
        return loop.startsWith("run ") || loop.startsWith("discard ");
    }

    /** Days later, with faults at first: expired data is removed, and nothing else. */
    private void forget() throws IOException {
        clock.advance(Duration.ofDays(2));
        for (int i = 0; i < FORGETTING; i++) {
            SimulatedGrid grid = grids.get(random.nextInt(grids.size()));
            grid.restart();
            planFaults(grid);
            step(grid, going -> going.loops().step());
        }
        calmDown();
        for (int round = 0; round < MAX_ROUNDS && !laws.isForgotten(); round++) {
            grids.forEach(grid -> grid.loops().stepAll());
            clock.advance(Duration.ofMinutes(2));
        }
        laws.checkForgotten(grids.get(0).grid());
    }

    /** Checks that all GPUs are free: jobs that need all of a node are assigned. */
    private void probe() {
        List<JobSpec> probes =
                List.of(SimulatedClient.probe("probe-small", "L4", 3), SimulatedClient.probe("probe-large", "H100", 2));
        JobGrid grid = grids.get(0).grid();
        if (pays) {
            grids.get(0).operatorsCredits().topUp(Usd.ofDollars(1_000), "for the probes");
        }
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

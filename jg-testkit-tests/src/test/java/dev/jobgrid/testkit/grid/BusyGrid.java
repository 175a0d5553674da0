package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** A grid whose workspaces hand in a job for each one that begins; counts what each of them gets. Single-threaded. */
final class BusyGrid implements AutoCloseable {
    /** Of whatever model. */
    static final GpuRequest ANY = GpuRequest.builder().build();

    /** The one that there is beside the others. */
    static final GpuRequest RARE = GpuRequest.builder().type("H100").build();

    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final GpuModel H100 =
            new GpuModel("NVIDIA H100", "NVIDIA", "Hopper", GpuClass.DATACENTER, 80L << 30);
    private static final int WAITING = 2;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final Map<JobRef, Integer> places = new HashMap<>();
    private final Map<WorkspaceId, Integer> placed = new HashMap<>();
    private final Deque<RunRequest> begun = new ArrayDeque<>();
    private final Map<JobRef, GpuRequest> asked = new HashMap<>();
    private final JobGrid grid;
    private int all;

    BusyGrid(int gpus) {
        this(gpus, new CountedQueue());
    }

    BusyGrid(int gpus, CountedQueue count) {
        this(count, List.of(node("n", L4, gpus)), Duration.ofSeconds(2));
    }

    private BusyGrid(CountedQueue count, List<GpuNode> nodes, Duration rare) {
        grid = JobGrid.builder()
                .storage(count.counted(new MemoryStorage(clock)))
                .router(count.counted(Router.standard()))
                .executor(new ScriptedExecutor(clock, nodes, run -> {
                    begun.add(run);
                    return RunScript.prints()
                            .lasting(run.placement().gpu().equals(H100) ? rare : Duration.ofSeconds(2));
                }))
                .clock(clock)
                .loops(loops)
                .build();
    }

    /** A grid with a rare GPU beside the others, on which jobs take that long. */
    static BusyGrid withARareOne(int gpus, CountedQueue count, Duration rare) {
        return new BusyGrid(count, List.of(node("n", L4, gpus), node("rare", H100, 1)), rare);
    }

    private static GpuNode node(String id, GpuModel model, int gpus) {
        List<GpuNode.Device> devices = IntStream.range(0, gpus)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, model, new Usd(800_000), false))
                .toList();
        return new GpuNode(new NodeName(id), "", devices, 1L << 50, true);
    }

    /** Hands in work of so many shapes, and more whenever some of it begins. */
    void alwaysHasWork(String workspace, int shapes) {
        for (int shape = 1; shape <= shapes; shape++) {
            alwaysAsksFor(workspace, GpuRequest.builder().diskBytes(shape).build());
        }
    }

    /** Hands in work that asks for this, and more whenever some of it begins. */
    void alwaysAsksFor(String workspace, GpuRequest gpu) {
        for (int job = 0; job < WAITING; job++) {
            asked.put(asksFor(workspace, gpu), gpu);
        }
    }

    /** Hands in a job that asks for this. */
    JobRef asksFor(String workspace, GpuRequest gpu) {
        WorkspaceId id = new WorkspaceId(workspace);
        placed.putIfAbsent(id, 0);
        JobHandle handle = grid.as(Caller.owner(id))
                .submit(JobSpec.builder("job", "acme/train:cuda12", WorkloadType.BATCH)
                        .gpu(gpu)
                        .build());
        return new JobRef(id, handle.id());
    }

    /** Lets time pass until so many runs have begun. */
    void runUntil(int runs) {
        for (int step = 0; all < runs; step++) {
            assertThat(step).as("steps until %s runs have begun: %s", runs, all).isLessThan(10 * runs + 1_000);
            clock.advance(Duration.ofMillis(500));
            loops.stepAll();
            refill();
        }
    }

    private void refill() {
        while (!begun.isEmpty()) {
            JobRef job = begun.remove().key().job();
            placed.merge(job.workspace(), 1, Integer::sum);
            places.put(job, ++all);
            GpuRequest gpu = asked.remove(job);
            if (gpu != null) {
                asked.put(asksFor(job.workspace().value(), gpu), gpu);
            }
        }
    }

    /** How many runs have begun. */
    int placed() {
        return all;
    }

    /** As which of all runs a job's began; empty if it did not yet. */
    Optional<Integer> place(JobRef job) {
        return Optional.ofNullable(places.get(job));
    }

    int placed(String workspace) {
        return placed.getOrDefault(new WorkspaceId(workspace), 0);
    }

    int most() {
        return Collections.max(placed.values());
    }

    int least() {
        return Collections.min(placed.values());
    }

    @Override
    public void close() {
        grid.close();
    }
}

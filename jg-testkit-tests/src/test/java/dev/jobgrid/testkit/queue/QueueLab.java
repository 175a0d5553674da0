package dev.jobgrid.testkit.queue;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** A grid whose time goes on as fast as it can be looked after, to see who gets a place when. Single-threaded. */
final class QueueLab implements AutoCloseable {
    private static final String SECONDS = "RUNS_FOR";
    private static final int ROUNDS = 8;
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final SteppedLoops loops = new SteppedLoops(new Random(0));
    private final ScriptedExecutor engine;
    private final JobGrid grid;
    private int count;

    /**
     * What someone wants to run.
     *
     * @param gpus how many GPUs
     * @param runtime how long it runs
     */
    record Wish(int gpus, Duration runtime, Level urgency, Optional<Duration> timeout) {
        static Wish of(int gpus, Duration runtime) {
            return new Wish(gpus, runtime, Level.BALANCED, Optional.empty());
        }

        Wish urgency(Level level) {
            return new Wish(gpus, runtime, level, timeout);
        }

        Wish within(Duration limit) {
            return new Wish(gpus, runtime, urgency, Optional.of(limit));
        }
    }

    /** A lab with nodes of so many GPUs. */
    QueueLab(int... gpus) {
        List<GpuNode> nodes = IntStream.range(0, gpus.length)
                .mapToObj(i -> node("node" + i, gpus[i]))
                .toList();
        engine = new ScriptedExecutor(clock, nodes, QueueLab::script);
        grid = JobGrid.builder()
                .storage(storage)
                .executor(engine)
                .loops(loops)
                .clock(clock)
                .settings(GridSettings.DEFAULT.withSharing(
                        new GridSettings.Sharing(Duration.ofDays(100), Duration.ofDays(100))))
                .build();
        goOn(Duration.ZERO);
    }

    private static GpuNode node(String id, int gpus) {
        List<GpuNode.Device> devices = IntStream.range(0, gpus)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(1_000_000), false))
                .toList();
        return new GpuNode(new NodeName(id), "here", devices, 1L << 40, true);
    }

    private static RunScript script(RunRequest request) {
        long seconds = Long.parseLong(request.environment().values().get(SECONDS));
        return RunScript.prints().lasting(Duration.ofSeconds(seconds));
    }

    Instant now() {
        return clock.instant();
    }

    /** Hands a job in. */
    JobRef submit(String workspace, Wish wish) {
        return submit(workspace, wish, 1).get(0);
    }

    /** Hands so many jobs in one by one, all at this moment: each may be placed with its submit. */
    List<JobRef> submit(String workspace, Wish wish, int times) {
        WorkspaceId id = new WorkspaceId(workspace);
        List<JobSpec> specs =
                IntStream.range(0, times).mapToObj(i -> spec(wish)).toList();
        specs.forEach(grid.as(Caller.owner(id))::submit);
        return specs.stream()
                .map(spec -> new JobRef(id, spec.id().orElseThrow()))
                .toList();
    }

    /** Asks for the place of a job, which has 30 s to get it and is held for a minute. */
    JobRef plan(String workspace, Wish wish) {
        WorkspaceId id = new WorkspaceId(workspace);
        JobSpec spec = spec(wish);
        CompletionStage<LaunchPlan> asked = grid.as(Caller.owner(id))
                .planAsync(
                        Draft.of(spec),
                        PlanOptions.DEFAULT.withHold(Duration.ofMinutes(1)).withMaxWait(Duration.ofSeconds(30)));
        if (asked.toCompletableFuture().isCompletedExceptionally()) {
            throw new AssertionError("no plan: " + spec);
        }
        return new JobRef(id, spec.id().orElseThrow());
    }

    /** Gives a launch plan the go. */
    void launch(JobRef plan) {
        grid.as(Caller.owner(plan.workspace()))
                .submit(Draft.of(JobSpec.draft().build()), SubmitOptions.ofLaunchPlan(plan.id()));
    }

    private JobSpec spec(Wish wish) {
        JobSpec.Builder spec = JobSpec.builder("lab", "acme/train:1", WorkloadType.TRAINING)
                .id(new JobId("job-%07d".formatted(count++)))
                .environment(new Environment(
                        Map.of(SECONDS, Long.toString(wish.runtime().toSeconds()))))
                .gpu(GpuRequest.builder().count(wish.gpus()).build())
                .route(RoutePreferences.builder()
                        .latencyPriority(wish.urgency())
                        .build());
        wish.timeout().ifPresent(spec::timeout);
        return spec.build();
    }

    /** Lets time go on, and the grid look after what that brings about. */
    void goOn(Duration by) {
        clock.advance(by);
        for (int i = 0; i < ROUNDS; i++) {
            engine.report();
            loops.stepAll();
        }
    }

    /** Lets time go on in steps until the job has got its place. */
    Instant awaitPlace(JobRef ref, Duration step, Duration atMost) {
        Instant end = now().plus(atMost);
        while (placed(ref).isEmpty() && now().isBefore(end)) {
            goOn(step);
        }
        return placed(ref)
                .orElseThrow(() -> new AssertionError(ref + " has no place after " + atMost + ": " + job(ref)));
    }

    Job job(JobRef ref) {
        return storage.jobs().find(ref).orElseThrow();
    }

    /** When the job got its place, if it has. */
    Optional<Instant> placed(JobRef ref) {
        return job(ref).state().times().assigned();
    }

    @Override
    public void close() {
        grid.close();
    }
}

package dev.jobgrid.executor.docker;

import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.GridLink;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.MovedClock;
import dev.jobgrid.testkit.executor.Gates;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A whole grid on Engines, which tries again quickly. */
final class TestGrid implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** What a program has to end when its job is stopped. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration STEP = Duration.ofMillis(250);

    private final MovedClock clock = new MovedClock();
    final JobGrid grid;
    final DockerExecutor executor;

    /** What an executor is told of its grid. */
    static GridLink link(Runnable nodesChanged, Supplier<GridNames> names) {
        return new GridLink() {
            @Override
            public void nodesChanged() {
                nodesChanged.run();
            }

            @Override
            public GridNames names() {
                return names.get();
            }
        };
    }

    TestGrid(DockerExecutorBuilder builder) {
        this(builder, GridSettings.DEFAULT.limits());
    }

    TestGrid(DockerExecutorBuilder builder, GridSettings.Limits limits) {
        this(builder, limits, new MemoryStorage());
    }

    TestGrid(DockerExecutorBuilder builder, GridSettings.Limits limits, Storage storage) {
        GridSettings.Running running = GridSettings.DEFAULT.running();
        executor = builder.build();
        grid = JobGrid.builder()
                .storage(storage)
                .executor(executor)
                .clock(clock)
                .settings(GridSettings.DEFAULT
                        .withLimits(limits)
                        .withRunning(new GridSettings.Running(
                                running.defaultTimeout(),
                                GRACE,
                                RetryPolicy.infrastructure(3, Duration.ofMillis(200)),
                                false,
                                Duration.ofMillis(100))))
                .build();
    }

    JobSpec.Builder spec(int gpus, String script) {
        return JobSpec.builder("test", TestEngines.TINY, WorkloadType.BATCH)
                .gpu(GpuRequest.builder().count(gpus).build())
                .command("sh", "-c", script);
    }

    JobHandle submit(int gpus, String script) {
        return grid.submit(spec(gpus, script).build());
    }

    /** A job of one GPU whose program waits for gates. */
    JobHandle submitGated(String script) {
        return grid.submit(
                spec(1, script).files(JobFiles.NONE.mounts(Gates.MOUNT)).build());
    }

    void letPass(Duration time) {
        clock.advance(time);
    }

    /** Waits for it while time passes faster for the grid: it waits before it tries a node again. */
    void hasten(String what, Callable<Boolean> condition) {
        await(what).until(() -> {
            clock.advance(STEP);
            return condition.call();
        });
    }

    static Job end(JobHandle job) throws Exception {
        return job.await(LONG);
    }

    List<String> lines(JobHandle job) {
        return grid.logs(job.id(), LogQuery.after(0, 500)).lines().stream()
                .map(LogLine::message)
                .toList();
    }

    List<String> events(JobHandle job) {
        return grid.events(job.id()).stream().map(JobEvent::message).toList();
    }

    /** A job's end shows before its engine has let go of it, and nobody would take up what is left. */
    @Override
    public void close() {
        try {
            // The runs of an Engine that does not answer are not listed.
            await("all runs to be removed")
                    .until(() -> executor.nodes().stream().allMatch(GpuNode::isAccepting)
                            && executor.workloads().isEmpty());
        } finally {
            grid.close();
        }
    }
}

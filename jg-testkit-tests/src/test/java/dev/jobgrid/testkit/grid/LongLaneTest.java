package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lane with many more jobs than there are devices: most looks continue in it, and no job elsewhere waits for its end. */
class LongLaneTest {
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final GpuModel H100 =
            new GpuModel("NVIDIA H100", "NVIDIA", "Hopper", GpuClass.DATACENTER, 80L << 30);
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration CONTINUES_FOR = Duration.ofMillis(100);
    private static final int JOBS = 300;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final MemoryStorage memory = new MemoryStorage(clock);
    private final CountedQueue count = new CountedQueue();
    private final List<JobRef> begun = new ArrayList<>();
    private Duration lasting = Duration.ZERO;
    private int ids;
    private JobGrid grid;

    @BeforeEach
    void open() {
        List<GpuNode.Device> devices = Stream.of(L4, L4, H100)
                .map(model -> new GpuNode.Device("gpu" + ids++, model, new Usd(800_000), false))
                .toList();
        GpuNode node = new GpuNode(new NodeName("n"), "local", devices, 1L << 40, true);
        grid = JobGrid.builder()
                .storage(count.counted(memory))
                .executor(new ScriptedExecutor(clock, List.of(node), run -> {
                    begun.add(run.key().job());
                    return RunScript.prints().lasting(lasting);
                }))
                .clock(clock)
                .loops(loops)
                .build();
        pass(Duration.ofSeconds(5));
        grid.submitAll(Collections.nCopies(JOBS, spec("L4")));
        pass(Duration.ofSeconds(1));
        assertThat(begun).hasSizeBetween(1, JOBS / 2);
    }

    @AfterEach
    void close() {
        grid.close();
    }

    private static JobSpec spec(String gpu) {
        return JobSpec.builder("job", "acme/train:cuda12", WorkloadType.BATCH)
                .gpu(GpuRequest.builder().type(gpu).build())
                .build();
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(STEP)) {
            clock.advance(STEP);
            loops.stepAll();
        }
    }

    /** Tells this grid nothing, which is busy. */
    private JobRef storedByAPeer(WorkspaceId workspace, JobSpec spec, Duration ago) {
        JobRef job = new JobRef(workspace, new JobId("by-a-peer-" + ids++));
        memory.jobs()
                .create(List.of(JobHistory.created(job, spec, clock.instant().minus(ago))));
        return job;
    }

    @Test
    void allLanesAreReadTenTimesASecond() {
        CountedQueue.Counts before = count.counts();

        pass(Duration.ofSeconds(1));

        CountedQueue.Counts counts = count.counts().minus(before);
        assertThat(counts.reads() - counts.continued()).isBetween(8L, 12L);
        assertThat(counts.continued()).isGreaterThan(8);
    }

    @Test
    void aJobOfAnotherWorkspaceBeginsSoon() {
        JobRef job = storedByAPeer(new WorkspaceId("other"), spec("L4"), Duration.ZERO);

        pass(CONTINUES_FOR.plus(STEP.multipliedBy(4)));

        assertThat(begun).contains(job);
        assertThat(begun).hasSizeLessThan(JOBS);
    }

    @Test
    void aJobThatFitsBesideALaneThatWaitsBeginsSoon() {
        lasting = Duration.ofHours(1);
        int already = begun.size();
        while (begun.size() < already + 2) {
            pass(STEP);
        }
        JobRef job = storedByAPeer(WorkspaceId.DEFAULT, spec("H100"), Duration.ZERO);

        pass(CONTINUES_FOR.plus(STEP.multipliedBy(4)));

        assertThat(begun).contains(job);
    }

    @Test
    void aJobWhoseTurnIsBeforeTheHeadBeginsSoon() {
        JobRef last = storedByAPeer(WorkspaceId.DEFAULT, spec("L4"), Duration.ZERO);
        JobRef first = storedByAPeer(WorkspaceId.DEFAULT, spec("L4"), Duration.ofMinutes(10));

        pass(CONTINUES_FOR.plus(STEP.multipliedBy(4)));

        assertThat(begun).contains(first).doesNotContain(last);
    }

    @Test
    void allJobsAreFoundIfNoneIsElsewhere() {
        pass(Duration.ofSeconds(20));

        assertThat(begun).hasSize(JOBS);
    }
}

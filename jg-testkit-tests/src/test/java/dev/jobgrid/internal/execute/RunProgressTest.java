package dev.jobgrid.internal.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class RunProgressTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final InstanceId ME = new InstanceId("me");
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(NOW);
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final CrashingStorage slow = new CrashingStorage(storage);

    @Test
    void theTimeThatAStartWaitsForAWriteIsPartOfTheRun() throws Exception {
        RunProgress progress = progress(assigned());
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        slow.pauseAt(1, Moment.BEFORE, () -> {
            writes.countDown();
            awaitLatch(goesOn);
        });
        Thread writer = new Thread(() -> progress.warn("test", "Test", "The store takes long."));
        writer.start();
        awaitLatch(writes);
        Thread engine = new Thread(() -> progress.started(NOW, Duration.ofSeconds(10)));
        engine.start();
        await("the start to wait for the write").until(() -> engine.getState() == Thread.State.BLOCKED);

        clock.advance(Duration.ofSeconds(50));
        goesOn.countDown();
        writer.join();
        engine.join();

        RunExit exit = RunExit.exited(0, NOW).withRuntime(Duration.ofSeconds(60));
        assertThat(progress.timed(exit).runtime()).contains(Duration.ofSeconds(60));
    }

    @Test
    void theJobCanBeReadWhileAWriteWaitsForTheStore() throws Exception {
        Job assigned = assigned();
        RunProgress progress = progress(assigned);
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        slow.pauseAt(1, Moment.BEFORE, () -> {
            writes.countDown();
            awaitLatch(goesOn);
        });
        Thread writer = new Thread(() -> progress.warn("test", "Test", "The store takes long."));
        writer.start();
        awaitLatch(writes);
        CompletableFuture<Job> told = CompletableFuture.supplyAsync(progress::job);

        try {
            await("the job to be told").until(told::isDone);
            assertThat(told.join()).isEqualTo(assigned);
        } finally {
            goesOn.countDown();
            writer.join();
        }
        assertThat(progress.job().state().version())
                .isGreaterThan(assigned.state().version());
    }

    private RunProgress progress(Job job) {
        return new RunProgress(
                job, ME, new JobWriter(slow.jobs(), new Changes(), GridObserver.NONE, change -> {}), clock);
    }

    private Job assigned() {
        JobSpec spec =
                JobSpec.builder("job", "acme/train:1", WorkloadType.TRAINING).build();
        NewJob created = JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId("job")), spec, NOW);
        storage.jobs().create(List.of(created));
        Placement place =
                new Placement("scripted", new NodeName("n"), List.of("gpu0"), GPU, true, "", Usd.ZERO, List.of(), "");
        Transition assign = Transition.of(created.job(), Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(created.job().attempt().next(ME, place))
                .build();
        assertThat(storage.jobs().apply(assign)).isTrue();
        return assign.after();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

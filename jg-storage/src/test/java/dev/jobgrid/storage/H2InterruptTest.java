package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.Creation;
import dev.jobgrid.spi.NewJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2InterruptTest {
    private static Creation submit(H2Storage storage) {
        Job job = Job.pending(
                new JobRef(WorkspaceId.DEFAULT, JobId.random()),
                JobSpec.builder("demo", "acme/cuda", WorkloadType.BATCH).build(),
                Cost.NONE,
                Instant.EPOCH);
        return storage.jobs()
                .create(List.of(new NewJob(job, List.of(), Usd.ZERO, Optional.empty())))
                .get(0);
    }

    @Test
    void aThreadThatIsInterruptedInACallSpoilsTheStoreForNoOne(@TempDir Path folder) throws InterruptedException {
        try (H2Storage storage = H2Storage.open(folder)) {
            for (int round = 0; round < 20; round++) {
                CountDownLatch busy = new CountDownLatch(5);
                Thread caller = new Thread(() -> {
                    try {
                        for (int i = 0; i < 50; i++) {
                            submit(storage);
                            busy.countDown();
                        }
                    } catch (JobGridException refusedForTheInterrupt) {
                        // The call may fail; what counts is everyone else's next one.
                    }
                });
                caller.start();
                busy.await();
                caller.interrupt();
                caller.join();

                assertThat(submit(storage).found()).isEqualTo(Creation.Found.CREATED);
            }
            assertThat(storage.isReachable()).isTrue();
        }
    }
}

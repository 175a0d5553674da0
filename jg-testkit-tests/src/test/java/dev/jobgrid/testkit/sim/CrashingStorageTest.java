package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CrashingStorageTest {
    private static final JobRef REF = new JobRef(WorkspaceId.DEFAULT, new JobId("a"));
    private static final NewJob JOB = JobHistory.created(
            REF, JobSpec.builder("a", "acme/app:1", WorkloadType.BATCH).build(), Instant.EPOCH);

    private final MemoryStorage inner = new MemoryStorage();
    private final CrashingStorage storage = new CrashingStorage(inner);

    @Test
    void aCrashBeforeACallLeavesNothing() {
        storage.crashAt(1, Moment.BEFORE);

        assertThatThrownBy(() -> storage.jobs().create(List.of(JOB))).isInstanceOf(SimulatedCrash.class);

        assertThat(inner.jobs().find(REF)).isEmpty();
    }

    @Test
    void aCrashAfterACallLeavesWhatItWrote() {
        storage.crashAt(1, Moment.AFTER);

        assertThatThrownBy(() -> storage.jobs().create(List.of(JOB))).isInstanceOf(SimulatedCrash.class);

        assertThat(inner.jobs().find(REF)).contains(JOB.job());
    }

    @Test
    void nothingWorksAfterACrash() {
        storage.crashAt(2, Moment.BEFORE);
        storage.jobs().find(REF);
        assertThatThrownBy(() -> storage.jobs().find(REF)).isInstanceOf(SimulatedCrash.class);

        assertThatThrownBy(() -> storage.ledger().find(REF)).isInstanceOf(SimulatedCrash.class);
        assertThat(storage.isReachable()).isFalse();
    }

    @Test
    void aFailureIsOneCallsAlone() throws IOException {
        storage.failAt(1, Moment.BEFORE);
        assertThatThrownBy(() -> storage.jobs().find(REF)).isInstanceOf(JobGridException.class);
        assertThat(storage.jobs().find(REF)).isEmpty();

        storage.failAt(1, Moment.AFTER);
        assertThatThrownBy(() -> storage.blobs().size(new BlobKey("a"))).isInstanceOf(IOException.class);
        assertThat(storage.blobs().size(new BlobKey("a"))).isEmpty();
        assertThat(storage.calls()).isEqualTo(4);
    }

    @Test
    void onlyCallsThatMayChangeJobsAreWrites() {
        storage.jobs().find(REF);
        storage.ledger().position(WorkspaceId.DEFAULT);
        storage.templates().remove(WorkspaceId.DEFAULT, "a");
        assertThat(storage.writes()).isZero();

        storage.jobs().create(List.of(JOB));
        storage.jobs().apply(JobHistory.next(JOB.job(), new Random(1)));
        assertThat(storage.writes()).isEqualTo(2);
        assertThat(storage.calls()).isEqualTo(5);
    }
}

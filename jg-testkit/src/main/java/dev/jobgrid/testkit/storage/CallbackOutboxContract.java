package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.callbacks.CallbackDelivery;
import dev.jobgrid.callbacks.CallbackTarget;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Signal;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.CallbackOutbox;
import dev.jobgrid.spi.NewJob;
import dev.jobgrid.spi.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link CallbackOutbox} has to keep. Extend it and give it a storage. */
public abstract class CallbackOutboxContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Storage storage;
    private CallbackOutbox outbox;

    /** For subclasses. */
    protected CallbackOutboxContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        outbox = storage.callbacks();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void theEndOfAJobOwesItsCallback() {
        Job job = create("a", true);
        assertThat(outbox.due(NOW.plusSeconds(60), 10)).isEmpty();
        Transition end = cancelled(job, NOW);

        storage.jobs().apply(end);

        assertThat(outbox.due(NOW, 10)).containsExactly(end.callback().orElseThrow());
        assertThat(outbox.due(NOW, 10).get(0).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    final void aJobWithoutACallbackOwesNone() {
        storage.jobs().apply(cancelled(create("a", false), NOW));

        assertThat(outbox.due(NOW, 10)).isEmpty();
    }

    @Test
    final void aChangeThatLostOwesNone() {
        Job job = create("a", true);
        storage.jobs().apply(Transition.of(job, NOW).build());

        assertThat(storage.jobs().apply(cancelled(job, NOW))).isFalse();

        assertThat(outbox.due(NOW, 10)).isEmpty();
    }

    @Test
    final void theLongestDueIsFirstAndWhatIsNotDueIsLeftOut() {
        List<CallbackDelivery> owed = IntStream.range(0, 20)
                .mapToObj(i -> cancelled(create("job-" + i, true), NOW.plusSeconds((i * 7) % 20)))
                .filter(end -> storage.jobs().apply(end))
                .map(end -> end.callback().orElseThrow())
                .sorted(Comparator.comparing(CallbackDelivery::due))
                .toList();

        assertThat(outbox.due(NOW.plusSeconds(60), 100)).isEqualTo(owed).hasSize(20);
        assertThat(outbox.due(NOW.plusSeconds(9), 100)).isEqualTo(owed.subList(0, 10));
        assertThat(outbox.due(NOW.plusSeconds(60), 3)).isEqualTo(owed.subList(0, 3));
    }

    private Job create(String id, boolean withCallback) {
        JobSpec spec =
                JobSpec.builder("callbacks", "acme/app:1", WorkloadType.BATCH).build();
        JobSpec asked = withCallback
                ? spec.toBuilder()
                        .callback(CallbackTarget.of("https://example.com/hook"))
                        .build()
                : spec;
        NewJob created = JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), asked, NOW);
        storage.jobs().create(List.of(created));
        return created.job();
    }

    private static Transition cancelled(Job job, Instant now) {
        return Transition.of(job, Signal.CANCEL, now)
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}

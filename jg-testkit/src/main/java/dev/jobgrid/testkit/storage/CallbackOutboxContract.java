package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress.State;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link CallbackOutbox}. Extend it and give it a storage. */
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
        assertThat(outbox.due(NOW.plusSeconds(60), 10, Set.of())).isEmpty();
        Transition end = cancelled(job, NOW);

        storage.jobs().apply(end);

        assertThat(outbox.due(NOW, 10, Set.of())).containsExactly(end.callback().orElseThrow());
        assertThat(outbox.due(NOW, 10, Set.of()).get(0).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    final void aJobWithoutACallbackOwesNone() {
        storage.jobs().apply(cancelled(create("a", false), NOW));

        assertThat(outbox.due(NOW, 10, Set.of())).isEmpty();
    }

    @Test
    final void aChangeThatLostOwesNone() {
        Job job = create("a", true);
        storage.jobs().apply(Transition.of(job, NOW).build());

        assertThat(storage.jobs().apply(cancelled(job, NOW))).isFalse();

        assertThat(outbox.due(NOW, 10, Set.of())).isEmpty();
    }

    @Test
    final void theLongestDueIsFirstAndWhatIsNotDueIsLeftOut() {
        List<CallbackDelivery> owed = IntStream.range(0, 20)
                .mapToObj(i -> cancelled(create("job-" + i, true), NOW.plusSeconds((i * 7) % 20)))
                .filter(end -> storage.jobs().apply(end))
                .map(end -> end.callback().orElseThrow())
                .sorted(Comparator.comparing(CallbackDelivery::due))
                .toList();

        assertThat(outbox.due(NOW.plusSeconds(60), 100, Set.of()))
                .isEqualTo(owed)
                .hasSize(20);
        assertThat(outbox.due(NOW.plusSeconds(9), 100, Set.of())).isEqualTo(owed.subList(0, 10));
        assertThat(outbox.due(NOW.plusSeconds(60), 3, Set.of())).isEqualTo(owed.subList(0, 3));
    }

    @Test
    final void aReceiverLeftOutHidesNoOther() {
        CallbackDelivery first = owed("a", "https://example.com/hook", NOW);
        CallbackDelivery second = owed("b", "https://other.example:8443/hook", NOW.plusSeconds(1));

        assertThat(outbox.due(NOW.plusSeconds(5), 1, Set.of("example.com:443"))).containsExactly(second);
        assertThat(outbox.due(NOW.plusSeconds(5), 9, Set.of("other.example:8443")))
                .containsExactly(first);
        assertThat(outbox.due(NOW.plusSeconds(5), 9, Set.of("example.com:443", "other.example:8443")))
                .isEmpty();
    }

    @Test
    final void aWorkspaceLeftOutHidesNoOther() {
        WorkspaceId other = new WorkspaceId("other");
        CallbackDelivery first = owed("a", "https://example.com/hook", NOW);
        CallbackDelivery second =
                owed(new JobRef(other, new JobId("b")), "https://example.com/hook", NOW.plusSeconds(1));
        Instant later = NOW.plusSeconds(5);

        assertThat(outbox.due(later, 1, Set.of(), Set.of(WorkspaceId.DEFAULT))).containsExactly(second);
        assertThat(outbox.due(later, 9, Set.of(), Set.of(other))).containsExactly(first);
        assertThat(outbox.due(later, 9, Set.of("example.com:443"), Set.of(other)))
                .isEmpty();
        assertThat(outbox.due(later, 9, Set.of(), Set.of(WorkspaceId.DEFAULT, other)))
                .isEmpty();
    }

    @Test
    final void whoTakesACallbackHasItUntilItsTimeIsOver() {
        CallbackDelivery owed = owed("a", "https://example.com/hook", NOW);
        CallbackDelivery held = owed.with(owed.progress().heldUntil(NOW.plusSeconds(45)));

        assertThat(outbox.update(CallbackChange.silent(owed, held))).isTrue();

        assertThat(outbox.update(CallbackChange.silent(owed, held))).isFalse();
        assertThat(outbox.due(NOW.plusSeconds(44), 10, Set.of())).isEmpty();
        assertThat(outbox.due(NOW.plusSeconds(45), 10, Set.of())).containsExactly(held);
    }

    @Test
    final void ofManyWhoTakeACallbackOneHasIt() throws Exception {
        CallbackDelivery owed = owed("a", "https://example.com/hook", NOW);

        List<Boolean> taken = Together.on(
                8,
                i -> outbox.update(
                        CallbackChange.silent(owed, owed.with(owed.progress().heldUntil(NOW.plusSeconds(45 + i))))));

        assertThat(taken).containsOnlyOnce(true);
    }

    @Test
    final void aTryIsStoredWithItsEventAndItsPlaceInTheSchedule() {
        CallbackDelivery owed = owed("a", "https://example.com/hook", NOW);
        CallbackChange change = tried(owed, NOW.plusSeconds(5));

        assertThat(outbox.update(change)).isTrue();

        CallbackReport report = outbox.find(owed.job()).orElseThrow();
        assertThat(report.delivery()).isEqualTo(change.after());
        assertThat(report.attempts()).containsExactly(change.attempt().orElseThrow());
        assertThat(storage.jobs().events(owed.job(), 0, 100))
                .endsWith(change.transition().orElseThrow().events().get(0));
        assertThat(storage.jobs().find(owed.job()))
                .contains(change.transition().orElseThrow().after());
        assertThat(outbox.due(NOW.plusSeconds(4), 10, Set.of())).isEmpty();
        assertThat(outbox.due(NOW.plusSeconds(5), 10, Set.of())).hasSize(1);
    }

    @Test
    final void aTryOfACallbackThatWasTakenAgainIsStoredInNoPart() {
        CallbackDelivery owed = owed("a", "https://example.com/hook", NOW);
        outbox.update(CallbackChange.silent(owed, owed.with(owed.progress().heldUntil(NOW.plusSeconds(45)))));
        List<JobEvent> events = storage.jobs().events(owed.job(), 0, 100);

        assertThat(outbox.update(tried(owed, NOW.plusSeconds(5)))).isFalse();

        assertThat(storage.jobs().events(owed.job(), 0, 100)).isEqualTo(events);
        assertThat(outbox.find(owed.job()).orElseThrow().attempts()).isEmpty();
    }

    @Test
    final void aTryToldToAJobThatHasChangedIsStoredInNoPart() {
        CallbackDelivery owed = owed("a", "https://example.com/hook", NOW);
        CallbackChange late = tried(owed, NOW.plusSeconds(5));
        Job job = storage.jobs().find(owed.job()).orElseThrow();
        storage.jobs()
                .apply(Transition.of(job, NOW)
                        .event("artifact.missing", "t", "m")
                        .build());

        assertThat(outbox.update(late)).isFalse();

        assertThat(outbox.find(owed.job()).orElseThrow()).isEqualTo(new CallbackReport(owed, List.of()));
        assertThat(outbox.update(tried(owed, NOW.plusSeconds(5)))).isTrue();
    }

    @Test
    final void whatIsDeliveredOrGivenUpIsNotDue() {
        CallbackDelivery delivered = owed("a", "https://example.com/hook", NOW);
        CallbackDelivery givenUp = owed("b", "https://example.com/hook", NOW.plusSeconds(1));
        outbox.update(CallbackChange.silent(
                delivered, delivered.with(delivered.progress().ended(State.DELIVERED))));
        outbox.update(
                CallbackChange.silent(givenUp, givenUp.with(givenUp.progress().dropped())));

        assertThat(outbox.due(NOW.plusSeconds(1_000_000), 10, Set.of())).isEmpty();
        assertThat(outbox.list(WorkspaceId.DEFAULT, State.DELIVERED, 10))
                .extracting(CallbackDelivery::id)
                .containsExactly(delivered.id());
        assertThat(outbox.list(WorkspaceId.DEFAULT, State.GIVEN_UP, 10))
                .extracting(CallbackDelivery::id)
                .containsExactly(givenUp.id());
        assertThat(outbox.list(new WorkspaceId("other"), State.GIVEN_UP, 10)).isEmpty();
    }

    private CallbackDelivery owed(String id, String url, Instant at) {
        return owed(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), url, at);
    }

    private CallbackDelivery owed(JobRef ref, String url, Instant at) {
        JobSpec spec = JobSpec.builder("callbacks", "acme/app:1", WorkloadType.BATCH)
                .callback(CallbackTarget.of(url))
                .build();
        NewJob created = JobHistory.created(ref, spec, at);
        storage.jobs().create(List.of(created));
        Transition end = cancelled(created.job(), at);
        storage.jobs().apply(end);
        return end.callback().orElseThrow();
    }

    private CallbackChange tried(CallbackDelivery owed, Instant next) {
        Job job = storage.jobs().find(owed.job()).orElseThrow();
        CallbackAttempt attempt = new CallbackAttempt(
                1,
                NOW,
                Duration.ofMillis(1234),
                CallbackAttempt.Result.RETRYING,
                Optional.of(503),
                "the receiver answered 503");
        return new CallbackChange(
                owed,
                owed.with(owed.progress().triedUntil(next)),
                Optional.of(attempt),
                Optional.of(Transition.of(job, NOW)
                        .event("callback.retrying", "Callback failed", "Again.")
                        .build()));
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
        return Transition.of(job, Trigger.CANCEL, now)
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}

package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Signal;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.Ledger;
import dev.jobgrid.spi.NewJob;
import dev.jobgrid.spi.Reservation;
import dev.jobgrid.spi.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Ledger} has to keep. Extend it and give it a storage. */
public abstract class LedgerContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Storage storage;
    private Ledger ledger;

    /** For subclasses. */
    protected LedgerContract() {}

    /** A storage with nothing in it. Called once before each test; closed after it. */
    protected abstract Storage emptyStorage() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        storage = emptyStorage();
        ledger = storage.ledger();
    }

    @AfterEach
    final void close() {
        storage.close();
    }

    @Test
    final void aJobHoldsItsReservationBack() {
        Job job = create("a");

        assertThat(ledger.find(job.ref()))
                .contains(new Reservation(job.ref(), job.state().cost().max(), Optional.empty()));
        assertThat(ledger.find(new JobRef(WorkspaceId.DEFAULT, new JobId("nobody"))))
                .isEmpty();
    }

    @Test
    final void aJobThatIsThereAlreadyHoldsNothingMore() {
        Job job = create("a");
        NewJob again = JobHistory.created(job.ref(), job.spec(), NOW);

        storage.jobs().create(List.of(new NewJob(again.job(), again.events(), new Usd(99), Optional.empty())));

        assertThat(ledger.find(job.ref()).orElseThrow().held())
                .isEqualTo(job.state().cost().max());
    }

    @Test
    final void aJobThatGoesOnStaysReserved() {
        Job job = create("a");

        storage.jobs()
                .apply(Transition.of(job, NOW)
                        .event("job.note", "Note", "still waiting")
                        .build());

        assertThat(ledger.find(job.ref()).orElseThrow().isOpen()).isTrue();
    }

    @Test
    final void theEndOfAJobSettlesItsReservation() {
        Job job = create("a");
        create("b");

        storage.jobs().apply(cancelled(job, Optional.of(new Usd(777))));

        Usd held = job.state().cost().max();
        assertThat(ledger.find(job.ref())).contains(new Reservation(job.ref(), held, Optional.of(new Usd(777))));
        assertThat(ledger.find(new JobRef(WorkspaceId.DEFAULT, new JobId("b")))
                        .orElseThrow()
                        .isOpen())
                .isTrue();
    }

    @Test
    final void aJobThatCostNothingIsSettledToo() {
        Job job = create("a");

        storage.jobs().apply(cancelled(job, Optional.empty()));

        assertThat(ledger.find(job.ref()).orElseThrow().charged()).contains(Usd.ZERO);
    }

    @Test
    final void whatIsToldOfAJobThatEndedDoesNotSettleItAnew() {
        Job job = create("a");
        Transition end = cancelled(job, Optional.of(new Usd(777)));
        storage.jobs().apply(end);

        assertThat(storage.jobs()
                        .apply(Transition.of(end.after(), NOW)
                                .event("callback.delivered", "Callback", "It was told.")
                                .build()))
                .isTrue();

        assertThat(ledger.find(job.ref()).orElseThrow().charged()).contains(new Usd(777));
    }

    @Test
    final void aChangeThatLostSettlesNothing() {
        Job job = create("a");
        storage.jobs().apply(Transition.of(job, NOW).build());

        assertThat(storage.jobs().apply(cancelled(job, Optional.empty()))).isFalse();

        assertThat(ledger.find(job.ref()).orElseThrow().isOpen()).isTrue();
    }

    private Job create(String id) {
        JobSpec spec =
                JobSpec.builder("ledger", "acme/app:1", WorkloadType.BATCH).build();
        NewJob created = JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), spec, NOW);
        storage.jobs().create(List.of(created));
        return created.job();
    }

    private static Transition cancelled(Job job, Optional<Usd> actual) {
        Cost cost = job.state().cost();
        return Transition.of(job, Signal.CANCEL, NOW)
                .cost(new Cost(cost.min(), cost.max(), actual))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}

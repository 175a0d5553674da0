package dev.jobgrid.testkit.storage;

import dev.jobgrid.credits.TopUp;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.CreditAudit;
import dev.jobgrid.testkit.JobHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of one test of {@link LedgerContract}: the ledger, its audit, and jobs to store. Immutable.
 *
 * @param storage with nothing in it at first
 * @param ledger the storage's
 */
record LedgerUnderTest(Storage storage, Ledger ledger) {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

    Creation created(NewJob fresh) {
        return storage.jobs().create(List.of(fresh)).get(0);
    }

    Job create(String id) {
        JobSpec spec =
                JobSpec.builder("ledger", "acme/app:1", WorkloadType.BATCH).build();
        NewJob created = JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), spec, NOW);
        storage.jobs().create(List.of(created));
        return created.job();
    }

    void audit() {
        audit(WorkspaceId.DEFAULT);
    }

    void audit(WorkspaceId workspace) {
        List<Job> jobs = new ArrayList<>();
        List<Job> page;
        Optional<JobQuery.Cursor> after = Optional.empty();
        do {
            page = storage.jobs().list(new JobQuery(workspace, Optional.empty(), after, 100));
            jobs.addAll(page);
            after = page.isEmpty() ? after : Optional.of(place(page.get(page.size() - 1)));
        } while (page.size() == 100);
        CreditAudit.check(ledger, workspace, jobs);
    }

    private static JobQuery.Cursor place(Job job) {
        return new JobQuery.Cursor(job.state().times().created(), job.id());
    }

    static NewJob paying(String id) {
        return paying(WorkspaceId.DEFAULT, id);
    }

    /** A job that holds 25,000 micro-dollars. */
    static NewJob paying(WorkspaceId workspace, String id) {
        JobSpec spec =
                JobSpec.builder("ledger", "acme/app:1", WorkloadType.BATCH).build();
        Cost cost = Cost.expected(new Usd(1_000), new Usd(25_000)).holding();
        return JobHistory.created(new JobRef(workspace, new JobId(id)), spec, cost, NOW);
    }

    static NewJob keyed(NewJob job, String key) {
        return new NewJob(
                job.job(),
                job.events(),
                job.reservation(),
                Optional.of(new NewJob.IdempotencyKey(key, NOW, NOW.plusSeconds(60))));
    }

    static TopUp topUp(String reference, long micros) {
        return new TopUp(WorkspaceId.DEFAULT, new Usd(micros), reference, NOW);
    }

    static Transition cancelled(Job job, Optional<Usd> actual) {
        Cost cost = job.state().cost();
        return Transition.of(job, Trigger.CANCEL, NOW)
                .cost(actual.map(cost::spent).orElse(cost))
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}

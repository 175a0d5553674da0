package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.NewJob.IdempotencyKey;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of one test of {@link JobStoreContract}: the store, and jobs and transitions to store. Immutable.
 *
 * @param storage with nothing in it at first
 * @param jobs the storage's
 */
record JobStoreUnderTest(Storage storage, JobStore jobs) {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    static final WorkspaceId OTHER = new WorkspaceId("other");
    static final JobSpec SPEC =
            JobSpec.builder("contract", "acme/train:1", WorkloadType.TRAINING).build();

    Job find(String id) {
        return jobs.find(ref(id)).orElseThrow();
    }

    Job apply(Transition transition) {
        assertThat(jobs.apply(transition)).isTrue();
        return transition.after();
    }

    List<Job> queue(Instant now) {
        return heads(now, 1000, 1000).stream()
                .flatMap(lane -> lane.jobs().stream())
                .toList();
    }

    List<QueuedLane> heads(Instant now, int lanes, int perLane) {
        return jobs.queued(QueueQuery.all(now, lanes, perLane));
    }

    static JobQuery query(Optional<JobStatus> status, int limit) {
        return new JobQuery(WorkspaceId.DEFAULT, status, Optional.empty(), limit);
    }

    static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    static NewJob queued(String id, Instant now) {
        return JobHistory.created(ref(id), SPEC, now);
    }

    static NewJob withKey(NewJob job, String key) {
        return withKey(job, key, NOW);
    }

    static NewJob withKey(NewJob job, String key, Instant now) {
        IdempotencyKey idempotency = new IdempotencyKey(key, now, now.plus(Duration.ofHours(24)));
        return new NewJob(job.job(), job.events(), job.reservation(), Optional.of(idempotency));
    }

    static Transition assign(Job job, Instant now) {
        GpuModel gpu = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        Placement place = new Placement(
                "process",
                new NodeName("beside " + job.ref()),
                List.of("gpu-0"),
                gpu,
                true,
                "",
                Usd.ZERO,
                List.of(),
                "the only one");
        return Transition.of(job, Trigger.ASSIGN, now)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(InstanceId.random(), place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    static Transition start(Job job) {
        return Transition.of(job, Trigger.START, NOW)
                .phase(ExecutionPhase.WORKLOAD_EXECUTION)
                .event("job.started", "Started", "It runs.")
                .build();
    }

    static Transition cancel(Job job, Instant now) {
        return Transition.of(job, Trigger.CANCEL, now)
                .reason("no longer wanted")
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }

    static List<Found> found(List<Creation> creations) {
        return creations.stream().map(Creation::found).toList();
    }

    static List<Long> sequences(List<JobEvent> events) {
        return events.stream().map(JobEvent::sequence).toList();
    }

    /** The first sequences that a job's events have. */
    static List<Long> tens(long count) {
        return Stream.iterate(10L, ten -> ten + 10).limit(count).toList();
    }
}

package dev.jobgrid.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The parts of one test of {@link HoldStoreContract}: the stores, and jobs and transitions to store. Immutable.
 *
 * @param storage with nothing in it at first
 * @param jobs the storage's
 * @param holds the storage's
 */
record HoldStoreUnderTest(Storage storage, JobStore jobs, AllocationStore holds) {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    static final Duration LEASE = Duration.ofHours(1);
    static final InstanceId US = new InstanceId("grid_us");
    static final InstanceId THEM = new InstanceId("grid_them");
    private static final JobSpec SPEC =
            JobSpec.builder("holds", "acme/train:1", WorkloadType.TRAINING).build();

    Job queued(String id) {
        return jobs.create(List.of(JobHistory.created(ref(id), SPEC, NOW)))
                .get(0)
                .job();
    }

    /** A new job that is placed already. */
    static NewJob placed(String id, InstanceId owner, String... devices) {
        NewJob queued = JobHistory.created(ref(id), SPEC, NOW);
        Transition placed = assign(queued.job(), owner, devices);
        List<JobEvent> events = new ArrayList<>(queued.events());
        events.addAll(placed.events());
        return new NewJob(placed.after(), events, queued.reservation(), Optional.empty());
    }

    Job started(Job assigned) {
        Transition start = start(assigned);
        assertThat(jobs.apply(start)).isTrue();
        return start.after();
    }

    static Transition start(Job assigned) {
        return Transition.of(assigned, Trigger.START, NOW)
                .phase(ExecutionPhase.RUNNING)
                .event("job.running", "Running", "It runs.")
                .build();
    }

    Transition ended(Job assigned) {
        return cleanup(started(assigned));
    }

    static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    static RunKey run(String id, int attempt) {
        return new RunKey(ref(id), attempt);
    }

    static Allocation hold(String id, int attempt, InstanceId owner, String... devices) {
        return new Allocation(
                run(id, attempt),
                owner,
                "process",
                new MachineId("here"),
                Arrays.asList(devices),
                Optional.of(new NodeName("here")));
    }

    static Transition assign(Job job, InstanceId owner, String... devices) {
        return assign(job, place("process", "here", Arrays.asList(devices)), owner);
    }

    static Transition assign(Job job, Placement place, InstanceId owner) {
        return Transition.of(job, Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(owner, place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    static Placement place(String executor, String node, List<String> devices) {
        GpuModel gpu = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        return new Placement(executor, new NodeName(node), devices, gpu, true, "", Usd.ZERO, List.of(), "the only one");
    }

    static Placement on(String machine, String node) {
        Placement place = place("process", node, List.of("gpu-0"));
        return new Placement(
                place.executor(),
                place.node(),
                place.gpuIds(),
                place.gpu(),
                place.simulated(),
                place.region(),
                place.hourlyRate(),
                place.relaxed(),
                place.reason(),
                Optional.of(new MachineId(machine)));
    }

    static Transition cleanup(Job running) {
        return Transition.of(running, NOW)
                .phase(ExecutionPhase.CLEANUP)
                .event("job.cleanup", "Ended", "Its files are collected.")
                .build();
    }

    /** The observed end of a run. */
    static Transition complete(Job running) {
        return Transition.of(running, Trigger.COMPLETE, NOW)
                .releasingAllocation(true)
                .event("job.completed", "Completed", "Its program has ended.")
                .build();
    }

    static Transition takeOver(Job job) {
        return Transition.of(job, NOW)
                .attempt(job.attempt().takenOver(THEM))
                .event("job.reattached", "Taken over", "Another looks after it.")
                .build();
    }

    static Transition cancel(Job job) {
        return Transition.of(job, Trigger.CANCEL, NOW)
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }
}

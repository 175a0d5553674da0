package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
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
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.InstanceStore.Listening;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The parts of one test of {@link InstanceStoreContract}: the stores, listeners, and instances to join. For one thread.
 */
final class InstanceStoreUnderTest {
    static final Duration LONG = Duration.ofHours(1);

    /** A lease that has expired at once. */
    static final Duration OVER = Duration.ofMillis(-1);

    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    static final Instance A = instance("grid_a", 2);
    static final Instance B = instance("grid_b", 0);
    static final Instance C = instance("grid_c", 1);
    static final InstanceId ANYONE = new InstanceId("anyone");

    private final Storage storage;
    private final InstanceStore instances;
    private final List<Listening> connections = new ArrayList<>();

    InstanceStoreUnderTest(Storage storage) {
        this.storage = storage;
        this.instances = storage.instances();
    }

    Storage storage() {
        return storage;
    }

    InstanceStore instances() {
        return instances;
    }

    RecordedSignals listen(Instance self) {
        RecordedSignals heard = new RecordedSignals();
        connections.add(instances.listen(self.id(), heard));
        return heard;
    }

    /** Closes the connections of all listeners; harmless if they are closed. */
    void closeListeners() {
        connections.forEach(Listening::close);
    }

    Job queued(String id) {
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(id));
        JobSpec spec =
                JobSpec.builder("instances", "acme/app:1", WorkloadType.BATCH).build();
        return storage.jobs()
                .create(List.of(JobHistory.created(ref, spec, Instant.EPOCH)))
                .get(0)
                .job();
    }

    static Transition assign(Job job) {
        Placement place = new Placement(
                "process", new NodeName("here"), List.of("gpu-0"), GPU, true, "", Usd.ZERO, List.of(), "the only one");
        return Transition.of(job, Trigger.ASSIGN, Instant.EPOCH)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(B.id(), place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    static Instance instance(String id, int gpus) {
        List<GpuNode.Device> devices = IntStream.range(0, gpus)
                .mapToObj(i -> new GpuNode.Device("gpu-" + i, GPU, new Usd(800_000), i % 2 == 0))
                .toList();
        GpuNode node = new GpuNode(
                new NodeName("node of " + id),
                "eu-west",
                devices,
                1L << 40,
                true,
                List.of("acme/train:1"),
                true,
                List.of(
                        HostMount.readOnly("datasets", "/mnt/data sets"),
                        HostMount.writable("scratch", "/mnt/scratch", new WorkspaceId("team-a"))),
                Optional.of(new MachineId("machine of " + id)));
        return new Instance(new InstanceId(id), gpus == 0 ? List.of() : List.of(new Instance.Node("process", node)));
    }
}

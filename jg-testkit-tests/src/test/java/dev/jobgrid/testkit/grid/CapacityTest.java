package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeName NODE = new NodeName("n");

    private final ScriptedExecutor executor = executor(node());
    private final Capacity capacity = new Capacity(List.of(executor), 0);

    private static GpuNode node() {
        List<GpuNode.Device> devices =
                List.of(new GpuNode.Device("g0", GPU, Usd.ZERO, true), new GpuNode.Device("g1", GPU, Usd.ZERO, true));
        return new GpuNode(NODE, "", devices, 1L << 40, true);
    }

    private static ScriptedExecutor executor(GpuNode node) {
        return new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints());
    }

    private static RunKey run(String job) {
        return new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(job)), 1);
    }

    private Placement place(String... devices) {
        return new Placement(executor.name(), NODE, List.of(devices), GPU, true, "", Usd.ZERO, List.of(), "a test");
    }

    private Placement place(MachineId machine, String... devices) {
        return new Placement(
                executor.name(),
                NODE,
                List.of(devices),
                GPU,
                true,
                "",
                Usd.ZERO,
                List.of(),
                "a test",
                Optional.of(machine));
    }

    private int free() {
        return free(capacity);
    }

    private static int free(Capacity capacity) {
        return capacity.snapshot(true).offers().get(0).gpus().free();
    }

    @Test
    void aDeviceIsBusyUntilEveryRunThatMayHoldItHasReleasedIt() {
        capacity.snapshot(true);
        capacity.hold(run("stale"), place("g0"));
        capacity.hold(run("true"), place("g0"));
        assertThat(free()).isEqualTo(1);

        capacity.release(run("stale"));
        assertThat(free()).isEqualTo(1);
        capacity.release(run("true"));
        assertThat(free()).isEqualTo(2);
    }

    private static final String UUID = "GPU-5f2c0a1b-0c1d-2e3f-4a5b-6c7d8e9f0a1b";

    /** A grid's processes and an Engine on one host see the same cards. */
    private static NoopNode host(String executor, String node, boolean simulated, String... devices) {
        return new NoopNode(
                executor,
                new GpuNode(
                        new NodeName(node),
                        "",
                        List.of(devices).stream()
                                .map(id -> new GpuNode.Device(id, GPU, Usd.ZERO, simulated))
                                .toList(),
                        1L << 40,
                        true));
    }

    private static List<String> offered(Capacity capacity) {
        return capacity.snapshot(true).offers().stream()
                .map(offer -> offer.node() + " " + offer.gpus().free())
                .sorted()
                .toList();
    }

    @Test
    void aGpuThatTwoNodesHaveIsOfferedByTheFirstByTheNamesOfExecutorAndNode() {
        String other = UUID.replace("5f2c", "0000");
        for (List<GpuExecutor> executors : List.<List<GpuExecutor>>of(
                List.of(host("process", "host", false, UUID, other), host("docker", "engine", false, UUID)),
                List.of(
                        host("docker", "engine", false, "nvidia.com/gpu=" + UUID),
                        host("process", "host", false, UUID, other)))) {
            Capacity both = new Capacity(executors, 0);

            assertThat(offered(both)).containsExactly("engine 1", "host 1");
            assertThat(both.sharedGpus().orElseThrow().detail())
                    .contains(UUID.toLowerCase(Locale.ROOT), "'engine'", "'host' of executor 'process'");
        }
    }

    @Test
    void aGpuThatIsHeldStaysWithTheNodeOnWhichItIs() {
        Capacity both =
                new Capacity(List.of(host("process", "host", false, UUID), host("docker", "engine", false, UUID)), 0);
        Placement held = new Placement(
                "process", new NodeName("host"), List.of(UUID), GPU, false, "", Usd.ZERO, List.of(), "a test");
        both.hold(run("early"), held);

        assertThat(offered(both)).containsExactly("host 0");
    }

    @Test
    void gpusThatAreNoCardsOrHaveIndexesAreNotTakenForTheSame() {
        Capacity apart = new Capacity(
                List.of(
                        host("process", "host", true, UUID),
                        host("docker", "engine", false, UUID, "0"),
                        host("podman", "engine", false, "0")),
                0);

        assertThat(offered(apart)).containsExactly("engine 1", "engine 2", "host 1");
        assertThat(apart.sharedGpus()).isEmpty();
    }

    /** An executor of one node, on which nothing is run. */
    private record NoopNode(String name, GpuNode node) implements GpuExecutor {
        @Override
        public List<GpuNode> nodes() {
            return List.of(node);
        }

        @Override
        public Run launch(RunRequest request, RunListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Run> attach(RunKey key, RunListener listener) {
            return Optional.empty();
        }

        @Override
        public List<RunKey> workloads() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void aRunThatIsRecoveredTwiceHoldsItsDevicesOnce() {
        capacity.snapshot(true);
        capacity.hold(run("one"), place("g0", "g1"));
        capacity.hold(run("one"), place("g0", "g1"));
        assertThat(free()).isZero();

        capacity.release(run("one"));
        assertThat(free()).isEqualTo(2);
    }

    @Test
    void aHoldThatAnOlderReleaseNotedByNameIsOfTheMachineOfThatName() {
        Capacity known = new Capacity(List.of(executor(node().on(new MachineId("0f4a2b9c-1")))), 0);
        known.hold(run("old"), place("g0"));
        assertThat(free(known)).isEqualTo(1);

        known.release(run("old"));
        assertThat(free(known)).isEqualTo(2);
    }

    @Test
    void aRenamedMachineKeepsItsAllocations() {
        MachineId machine = new MachineId("0f4a2b9c-1");
        Capacity renamed = new Capacity(List.of(executor(node().on(machine).named(new NodeName("new")))), 0);
        renamed.hold(run("old"), place(machine, "g0"));

        assertThat(free(renamed)).isEqualTo(1);
    }

    @Test
    void twoMachinesOfOneNameAreDistinguished() {
        MachineId left = new MachineId("0f4a2b9c-1");
        MachineId right = new MachineId("77d10e55-2");
        Capacity both = new Capacity(List.of(executor(node().on(left)), executor(node().on(right))), 0);
        both.hold(run("one"), place(left, "g0", "g1"));

        assertThat(both.snapshot(true).offers())
                .extracting(Offer::node, offer -> offer.gpus().free())
                .containsExactlyInAnyOrder(tuple("n#0f4a2b9c", 0), tuple("n#77d10e55", 2));
    }
}

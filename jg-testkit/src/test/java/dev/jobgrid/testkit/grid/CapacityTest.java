package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.schedule.Capacity;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.GpuNode;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final NodeId NODE = new NodeId("n");

    private final ScriptedExecutor executor = new ScriptedExecutor(
            InstantSource.system(),
            List.of(new GpuNode(
                    NODE,
                    "",
                    List.of(
                            new GpuNode.Device("g0", GPU, Usd.ZERO, true),
                            new GpuNode.Device("g1", GPU, Usd.ZERO, true)),
                    1L << 40,
                    true)),
            run -> RunScript.prints());
    private final Capacity capacity = new Capacity(List.of(executor), 0);

    private static RunKey run(String job) {
        return new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(job)), 1);
    }

    private Placement place(String... devices) {
        return new Placement(executor.name(), NODE, List.of(devices), GPU, true, "", Usd.ZERO, List.of(), "a test");
    }

    private int free() {
        return capacity.snapshot(true).offers().get(0).gpus().free();
    }

    @Test
    void aDeviceIsBusyUntilTheLastRunThatSeemsToHoldItHasLetGo() {
        capacity.snapshot(true);
        capacity.hold(run("stale"), place("g0"));
        capacity.hold(run("true"), place("g0"));
        assertThat(free()).isEqualTo(1);

        capacity.release(run("stale"));
        assertThat(free()).isEqualTo(1);
        capacity.release(run("true"));
        assertThat(free()).isEqualTo(2);
    }

    @Test
    void aRunThatIsTakenUpTwiceHoldsItsDevicesOnce() {
        capacity.snapshot(true);
        capacity.hold(run("one"), place("g0", "g1"));
        capacity.hold(run("one"), place("g0", "g1"));
        assertThat(free()).isZero();

        capacity.release(run("one"));
        assertThat(free()).isEqualTo(2);
    }
}

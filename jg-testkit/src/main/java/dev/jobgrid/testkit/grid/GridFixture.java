package dev.jobgrid.testkit.grid;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * A grid for tests of code that uses one: in memory, with two simulated GPUs, whose jobs follow scripts instead of
 * running programs. Uses real threads and real time. Thread-safe.
 *
 * <pre>{@code
 * try (GridFixture fixture = GridFixture.open(run -> RunScript.prints("hello").exiting(3))) {
 *     Job job = fixture.grid().submit(spec).await(Duration.ofSeconds(10));
 *     assertThat(job.status()).isEqualTo(JobStatus.FAILED);
 * }
 * }</pre>
 */
public final class GridFixture implements AutoCloseable {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final Storage storage = new MemoryStorage();
    private final ScriptedExecutor executor;
    private final JobGrid grid;

    private GridFixture(Function<RunRequest, RunScript> scripts) {
        executor = new ScriptedExecutor(InstantSource.system(), List.of(node()), scripts);
        grid = JobGrid.builder().storage(storage).executor(executor).build();
    }

    private static GpuNode node() {
        List<GpuNode.Device> devices = List.of(
                new GpuNode.Device("gpu0", GPU, new Usd(800_000), true),
                new GpuNode.Device("gpu1", GPU, new Usd(800_000), true));
        return new GpuNode(new NodeName("test"), "local", devices, 1L << 40, true);
    }

    /** A grid whose jobs all succeed at once. */
    public static GridFixture open() {
        return open(run -> RunScript.prints());
    }

    /**
     * A grid whose jobs follow these scripts.
     *
     * @param scripts the script of a run; called once for each, on the grid's threads
     */
    public static GridFixture open(Function<RunRequest, RunScript> scripts) {
        return new GridFixture(scripts);
    }

    /** The grid. */
    public JobGrid grid() {
        return grid;
    }

    /** The grid's storage. */
    public Storage storage() {
        return storage;
    }

    /** The grid's executor. */
    public ScriptedExecutor executor() {
        return executor;
    }

    /** Stops the grid. May be called twice. */
    @Override
    public void close() {
        grid.close();
    }
}

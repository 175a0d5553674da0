package dev.jobgrid.bench.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.InstanceStore.Listener;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** JobGrid by its facade: {@code grid.submit}, with all that it checks. */
final class JobGridContender implements Contender {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final JobSpec SPEC = JobSpec.builder("bench", "acme/train:cuda12", WorkloadType.BATCH)
            .environment(new Environment(Map.of("TEXT", Payload.TEXT.substring(0, 1_400))))
            .build();

    private final boolean postgres;
    private final Path folder;
    private final boolean hasIdlePeer;
    private Optional<Storage> peer = Optional.empty();

    @Nullable
    private JobGrid grid;

    /** Starts no loop: only submits are measured. */
    private static final class NoLoops implements Loops {
        @Override
        public void start(String name, Loop loop) {}

        @Override
        public void close() {}
    }

    /**
     * A grid alone on its store, or beside one that idles, listens, and does nothing about what it hears.
     */
    JobGridContender(boolean postgres, Path folder, boolean hasIdlePeer) {
        this.postgres = postgres;
        this.folder = folder;
        this.hasIdlePeer = hasIdlePeer;
    }

    private static final class IgnoringListener implements Listener {
        @Override
        public void workStored() {}

        @Override
        public void changed(JobRef job) {}
    }

    @Override
    public void open(HikariDataSource database) {
        Storage storage = storage(database);
        if (hasIdlePeer) {
            Storage beside = storage(database);
            InstanceId id = InstanceId.random();
            beside.instances().listen(id, new IgnoringListener());
            beside.instances().join(new Instance(id, List.of()), Duration.ofHours(1));
            beside.instances().idle(id, true);
            peer = Optional.of(beside);
        }
        List<GpuNode.Device> devices = IntStream.range(0, 8)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, new Usd(800_000), true))
                .toList();
        GpuNode node = new GpuNode(new NodeName("bench"), "local", devices, 1L << 40, true);
        grid = JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints()))
                .loops(new NoLoops())
                .build();
    }

    private Storage storage(HikariDataSource database) {
        return postgres
                ? PostgresStorage.builder()
                        .dataSource(database)
                        .schema("jobgrid")
                        .blobFolder(folder)
                        .open()
                : H2Storage.open(folder.resolve("data"));
    }

    @Override
    public void submit() {
        grid().submit(SPEC);
    }

    private JobGrid grid() {
        return Objects.requireNonNull(grid, "opened first");
    }

    @Override
    public void close() {
        grid().close();
        peer.ifPresent(Storage::close);
    }
}

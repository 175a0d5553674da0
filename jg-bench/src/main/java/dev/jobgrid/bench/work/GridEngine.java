package dev.jobgrid.bench.work;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.JobGrid;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.H2Storage;
import dev.jobgrid.storage.PostgresStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** JobGrid by its facade, with the whole life of a job. A job counts as over when its end is stored. */
final class GridEngine implements QueueUnderTest {
    private static final int NODES = 4;
    private static final int GPUS = 16;
    private static final int PER_CALL = 500;

    private final boolean postgres;
    private final Path folder;
    private final NoopExecutor executor = new NoopExecutor(NODES, GPUS, new Tally(0));

    @Nullable
    private HikariDataSource database;

    @Nullable
    private JobGrid grid;

    /** Starts no loop, so that jobs are stored but not run. */
    private static final class NoLoops implements Loops {
        @Override
        public void start(String name, Loop loop) {}

        @Override
        public void close() {}
    }

    private final boolean isRemote;

    @Nullable
    private JobGrid worker;

    GridEngine(boolean postgres, Path folder) {
        this(postgres, folder, false);
    }

    /**
     * A grid.
     *
     * @param isRemote whether another grid runs the jobs, which has a storage of its own and hears of them as one of another
     *     process does
     */
    GridEngine(boolean postgres, Path folder, boolean isRemote) {
        this.postgres = postgres;
        this.folder = folder;
        this.isRemote = isRemote;
    }

    @Override
    public void open(HikariDataSource opened) {
        database = opened;
        grid = JobGrid.builder()
                .storage(storage())
                .executor(executor)
                .loops(new NoLoops())
                .build();
    }

    private Storage storage() {
        return postgres
                ? PostgresStorage.builder()
                        .dataSource(Objects.requireNonNull(database, "opened first"))
                        .schema("jobgrid")
                        .blobFolder(folder)
                        .open()
                : H2Storage.open(folder.resolve("data"));
    }

    private static JobSpec job(String text) {
        return JobSpec.builder("bench", "acme/train:cuda12", WorkloadType.BATCH)
                .environment(new Environment(Map.of("TEXT", text)))
                .build();
    }

    private JobGrid grid() {
        return Objects.requireNonNull(grid, "opened first");
    }

    @Override
    public void submit(String text) {
        grid().submit(job(text));
    }

    @Override
    public void submitMany(int jobs) {
        List<JobSpec> specs = new ArrayList<>(
                Stream.generate(() -> job(Tally.text())).limit(jobs).toList());
        for (int from = 0; from < jobs; from += PER_CALL) {
            grid().submitAll(specs.subList(from, Math.min(jobs, from + PER_CALL)));
        }
    }

    @Override
    public void start(Tally first) {
        executor.reportTo(first);
        if (isRemote) {
            worker = JobGrid.builder().storage(storage()).executor(executor).build();
        } else {
            grid().close();
            grid = JobGrid.builder().storage(storage()).executor(executor).build();
        }
    }

    @Override
    public void reportTo(Tally next) {
        executor.reportTo(next);
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        grid().close();
    }
}

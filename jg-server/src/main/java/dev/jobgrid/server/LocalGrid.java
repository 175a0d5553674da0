package dev.jobgrid.server;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens a grid of this process on a data folder, with the GPUs of this machine and without a port. Stateless. */
public final class LocalGrid {
    private LocalGrid() {}

    /**
     * A grid on the folder, for the owner of the default workspace. The caller closes it; jobs that run then go on.
     *
     * @param gpus GPUs to declare beside those that the machine has
     * @param runs whether it runs jobs; else the queue and running jobs are left alone
     * @throws IOException if the folder cannot be used
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if another grid holds the folder, or it was copied or moved with
     *     jobs that are not over
     */
    public static JobGrid open(Path data, List<SimulatedGpu> gpus, boolean runs) throws IOException {
        ServerSettings settings = new ServerSettings(data, "", 0, gpus, false, GridSettings.DEFAULT, Optional.empty());
        Storage storage = Stores.open(settings);
        try {
            CopiedStore.settle(settings, storage, risk -> false);
            JobGridBuilder builder = JobGrid.builder().storage(storage).executor(Executors.of(settings));
            return (runs ? builder : builder.loops(new Idle())).build();
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** Steps nothing. */
    private static final class Idle implements Loops {
        @Override
        public void start(String name, Loop loop) {}

        @Override
        public void close() {}
    }
}

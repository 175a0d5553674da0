package dev.jobgrid.internal;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.Storage;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The grid of this process. */
public final class EmbeddedGrid {
    /** What a grid is put together from. */
    public record Parts(
            Storage storage,
            List<GpuExecutor> executors,
            Router router,
            InstantSource clock,
            GridSettings settings,
            Optional<Loops> loops) {}

    private EmbeddedGrid() {}

    /** Starts it. */
    public static JobGrid start(Parts parts) {
        throw new IllegalStateException("not built yet: " + parts.executors().size());
    }
}

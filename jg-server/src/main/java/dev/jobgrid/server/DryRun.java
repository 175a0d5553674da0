package dev.jobgrid.server;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.RouteTable;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.routing.CatalogFile;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.storage.H2Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Routes a job without running it: on this machine, and on the models of a catalog. Stateless; changes nothing. */
public final class DryRun {
    private DryRun() {}

    /**
     * The table of a job.
     *
     * @param draft the job
     * @param gpus GPUs to declare beside those that the machine has
     * @param catalog file of prices and of profiles to rent, if there is one
     * @throws IOException if a file cannot be read
     */
    public static RouteTable of(Draft draft, List<SimulatedGpu> gpus, Optional<Path> catalog) throws IOException {
        CatalogFile file = catalog.isPresent() ? CatalogSource.read(catalog.get()) : CatalogFile.EMPTY;
        GpuCatalog known = file.catalog();
        Path folder = Files.createTempDirectory("jobgrid-explain-");
        try {
            ServerSettings settings =
                    new ServerSettings(folder, "", 0, gpus, false, GridSettings.DEFAULT, Optional.empty());
            try (JobGrid grid = JobGrid.builder()
                    .storage(H2Storage.inMemory(folder.resolve("blobs")))
                    .executor(Executors.of(settings))
                    .router(beside(file.profiles(), known))
                    .catalog(() -> known)
                    .build()) {
                return RouteTable.of(grid.estimate(draft));
            }
        } finally {
            delete(folder);
        }
    }

    // Nothing can be provisioned here: they show what renting them would come to.
    private static Router beside(List<Offer> profiles, GpuCatalog catalog) {
        Router standard = Router.standard();
        return (request, snapshot) -> standard.route(
                request,
                new Snapshot(
                        Stream.concat(snapshot.offers().stream(), profiles.stream())
                                .toList(),
                        catalog));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

package dev.jobgrid.storage;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.grid.JobGridContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The facade on H2 with its database in a file. */
class H2GridTest extends JobGridContract {
    @TempDir
    private Path folder;

    @Override
    protected Storage storage() {
        return H2Storage.open(folder.resolve("data"));
    }

    @Override
    protected JobGrid open(JobGrid home, Caller caller) {
        return caller.equals(Caller.owner(WorkspaceId.DEFAULT)) ? home : home.as(caller);
    }
}

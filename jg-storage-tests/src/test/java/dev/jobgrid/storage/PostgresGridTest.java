package dev.jobgrid.storage;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.grid.JobGridContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The facade on PostgreSQL. */
@Tag("nightly")
class PostgresGridTest extends JobGridContract {
    @TempDir
    private Path folder;

    @Override
    protected Storage storage() {
        return TestPostgres.emptyStorage("grid_contract", folder);
    }

    @Override
    protected JobGrid open(JobGrid home, Caller caller) {
        return caller.equals(Caller.owner(WorkspaceId.DEFAULT)) ? home : home.as(caller);
    }
}

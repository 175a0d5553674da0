package dev.jobgrid.bench.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.storage.PostgresStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;

/** The measured parts: PostgreSQL with full durability, a storage on it, and an API key. */
final class Served {
    private Served() {}

    static EmbeddedPostgres postgres() throws IOException {
        // As durable as it comes: the embedded server is set up for tests otherwise.
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    static PostgresStorage storage(EmbeddedPostgres server, Path blobs) {
        return PostgresStorage.builder()
                .url(server.getJdbcUrl("postgres", "postgres"))
                .blobFolder(blobs)
                .open();
    }

    static String key(JobGrid grid) {
        return grid.operations()
                .apiKeys()
                .create(WorkspaceId.DEFAULT, "bench", EnumSet.allOf(Scope.class), Optional.empty())
                .secret()
                .value();
    }
}

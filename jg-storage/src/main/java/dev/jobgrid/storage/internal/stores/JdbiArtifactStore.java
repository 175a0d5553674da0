package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.storage.internal.jobs.JobRows;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** Artifacts in a database. Thread-safe. */
public final class JdbiArtifactStore implements ArtifactStore {
    /** Locks are taken in a fixed order to avoid deadlocks. */
    private static final Comparator<Artifact> WRITE_ORDER = Comparator.comparing(
                    (Artifact artifact) -> artifact.job().workspace().value())
            .thenComparing(artifact -> artifact.job().id().value())
            .thenComparing(artifact -> artifact.id().value());

    private final Transactions transactions;

    public JdbiArtifactStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** {@inheritDoc} Costs one batch with a row for each, and a second one for existing ones. */
    @Override
    public void put(List<Artifact> artifacts) {
        if (artifacts.isEmpty()) {
            return;
        }
        List<Artifact> ordered = artifacts.stream().sorted(WRITE_ORDER).toList();
        transactions.write("storing artifacts", handle -> {
            List<Artifact> there = insert(handle, ordered);
            if (!there.isEmpty()) {
                update(handle, there);
            }
            return true;
        });
    }

    /** Inserts new ones, and returns existing ones. */
    private static List<Artifact> insert(Handle handle, List<Artifact> artifacts) {
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO artifacts (workspace_id, job_id, artifact_id, attempt, file_path, content_type, size_bytes, sha256,
                                       created_at, uploaded_at)
                VALUES (:workspace, :job, :artifact, :attempt, :path, :contentType, :size, :sha256, :created, :uploaded)
                ON CONFLICT DO NOTHING
                """)) {
            int[] inserted = execute(batch, artifacts);
            List<Artifact> there = new ArrayList<>();
            for (int i = 0; i < inserted.length; i++) {
                if (inserted[i] == 0) {
                    there.add(artifacts.get(i));
                }
            }
            return there;
        }
    }

    private static void update(Handle handle, List<Artifact> artifacts) {
        try (PreparedBatch batch = handle.prepareBatch("""
                UPDATE artifacts
                SET attempt = :attempt, file_path = :path, content_type = :contentType, size_bytes = :size, sha256 = :sha256,
                    created_at = :created, uploaded_at = :uploaded
                WHERE workspace_id = :workspace AND job_id = :job AND artifact_id = :artifact AND attempt <= :attempt
                """)) {
            execute(batch, artifacts);
        }
    }

    private static int[] execute(PreparedBatch batch, List<Artifact> artifacts) {
        for (Artifact artifact : artifacts) {
            batch.bind("workspace", artifact.job().workspace().value())
                    .bind("job", artifact.job().id().value())
                    .bind("artifact", artifact.id().value())
                    .bind("attempt", artifact.attempt())
                    .bind("path", artifact.path())
                    .bind("contentType", artifact.contentType())
                    .bind("size", artifact.sizeBytes())
                    .bind("sha256", artifact.sha256())
                    .bind("created", TimeColumn.of(artifact.created()))
                    .bind("uploaded", TimeColumn.of(artifact.uploaded()))
                    .add();
        }
        return batch.execute();
    }

    @Override
    public List<Artifact> list(JobRef job) {
        List<Artifact> artifacts = transactions.read(
                "listing artifacts",
                handle -> handle.createQuery("""
                        SELECT * FROM artifacts WHERE workspace_id = :workspace AND job_id = :job
                        """)
                        .bind("workspace", job.workspace().value())
                        .bind("job", job.id().value())
                        .map(JdbiArtifactStore::artifact)
                        .list());
        // Sorted here, because databases differ in how they order text.
        return artifacts.stream().sorted(Comparator.comparing(Artifact::path)).toList();
    }

    @Override
    public Optional<Artifact> find(JobRef job, ArtifactId id) {
        return transactions.read(
                "reading an artifact",
                handle -> handle.createQuery("""
                        SELECT * FROM artifacts
                        WHERE workspace_id = :workspace AND job_id = :job AND artifact_id = :artifact
                        """)
                        .bind("workspace", job.workspace().value())
                        .bind("job", job.id().value())
                        .bind("artifact", id.value())
                        .map(JdbiArtifactStore::artifact)
                        .findOne());
    }

    private static Artifact artifact(ResultSet row, StatementContext context) throws SQLException {
        return new Artifact(
                JobRows.ref(row),
                new ArtifactId(row.getString("artifact_id")),
                row.getInt("attempt"),
                row.getString("file_path"),
                row.getString("content_type"),
                row.getLong("size_bytes"),
                row.getString("sha256"),
                TimeColumn.read(row, "created_at"),
                TimeColumn.readOptional(row, "uploaded_at"));
    }
}

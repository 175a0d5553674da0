package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Finds a job inside a transaction that writes. Thread-safe. */
public final class JobLookup {
    private static final String FIND = """
            SELECT workspace_id, job_id, spec, state FROM jobs WHERE workspace_id = ? AND job_id = ?
            """;

    private final JobRows rows;
    private final String find;

    public JobLookup(JobRows rows, TableNames names) {
        this.rows = rows;
        find = names.in(FIND);
    }

    Optional<Job> find(Connection connection, JobRef ref) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setString(1, ref.workspace().value());
            statement.setString(2, ref.id().value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(rows.read(row)) : Optional.empty();
            }
        }
    }
}

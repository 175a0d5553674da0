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
    private static final String FIND =
            "SELECT " + JobRows.OF_JOB + "FROM jobs j WHERE j.workspace_id = ? AND j.job_id = ?";

    private final JobRows rows;
    private final String find;
    private final String large;

    public JobLookup(JobRows rows, TableNames names) {
        this.rows = rows;
        find = names.in(FIND);
        large = names.in(JobRows.LARGE);
    }

    Optional<Job> find(Connection connection, JobRef ref) throws SQLException {
        Optional<Job> found = first(connection, find, ref, rows::read);
        if (found.isEmpty() || !found.get().isAbridged()) {
            return found;
        }
        return first(connection, large, ref, row -> row.getString("spec")).map(spec -> rows.whole(found.get(), spec));
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> Optional<T> first(Connection connection, String sql, JobRef ref, Reading<T> reading)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, ref.workspace().value());
            statement.setString(2, ref.id().value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(reading.of(row)) : Optional.empty();
            }
        }
    }
}

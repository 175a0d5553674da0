package dev.jobgrid.storage.internal.sql;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The default schema of the tables in PostgreSQL. It was {@code public} in earlier releases, and existing tables stay
 * there; but an application's own Flyway refuses to begin in a schema with unknown tables.
 */
public final class DefaultSchema {
    /** The schema of new tables. */
    static final String NAME = "jobgrid";

    /** The schema of earlier releases. */
    static final String EARLIER = "public";

    private static final String FIND =
            "SELECT schemaname FROM pg_catalog.pg_tables WHERE tablename = ? AND schemaname IN (?, ?)";

    private DefaultSchema() {}

    /**
     * Finds the schema with the tables of this prefix.
     *
     * @throws JobGridException CONFLICT if both schemas have some; INTERNAL_ERROR if the database cannot be read
     */
    public static String find(DataSource database, String prefix) {
        Set<String> found = new HashSet<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, prefix + SchemaMigration.HISTORY);
            statement.setString(2, NAME);
            statement.setString(3, EARLIER);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw Transactions.failed("looking for the store's tables", e);
        }
        if (found.size() > 1) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "both the schema '" + EARLIER + "' and the schema '" + NAME
                            + "' hold tables of JobGrid with the prefix '" + prefix
                            + "'; say by schema(…) which of them this grid uses");
        }
        return found.contains(EARLIER) ? EARLIER : NAME;
    }

    /** A statement that selects for a script the schema that {@link #find} would. */
    static String searchPath(String prefix) {
        return """
                SELECT set_config('search_path', CASE WHEN EXISTS (
                    SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = '%s' AND tablename = '%s'
                ) THEN '%s' ELSE '%s' END, false);
                """.formatted(EARLIER, prefix + SchemaMigration.HISTORY, EARLIER, NAME);
    }
}

package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.sql.NetworkTimeout;
import dev.jobgrid.storage.internal.sql.SqlFailure;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * The result of probing the database. A probe ends soon after it has a connection, even if the network loses the
 * server's answer.
 *
 * @param answers whether the tables could be read
 * @param problem why the store cannot be read or written; public
 */
public record PostgresProbe(boolean answers, Optional<String> problem) {
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    /** Probes tables of these names. Blocks. */
    public static PostgresProbe at(ConnectionFactory database, TableNames names) {
        return at(database, names, MAX_WAIT);
    }

    /** As {@link #at(ConnectionFactory, TableNames)}, with this limit for each answer of the server. */
    public static PostgresProbe at(ConnectionFactory database, TableNames names, Duration max) {
        try (Connection connection = database.openConnection()) {
            try {
                return NetworkTimeout.within(max, connection, bounded -> probe(bounded, names));
            } catch (SQLException e) {
                return new PostgresProbe(false, Optional.of(SqlFailure.outage(e).orElse("its tables cannot be read")));
            }
        } catch (SQLException e) {
            return new PostgresProbe(false, Optional.of(SqlFailure.unconnected(e)));
        }
    }

    /** This result, if jobs can be looked up too. */
    public PostgresProbe and(Runnable lookUp) {
        try {
            lookUp.run();
            return this;
        } catch (JobGridException e) {
            return new PostgresProbe(false, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static PostgresProbe probe(Connection connection, TableNames names) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(names.in(
                        "SELECT current_setting('transaction_read_only') = 'on', EXISTS (SELECT 1 FROM jobs)"))) {
            boolean isReadOnly = row.next() && row.getBoolean(1);
            return new PostgresProbe(true, isReadOnly ? Optional.of(SqlFailure.NO_WRITES) : Optional.empty());
        }
    }
}

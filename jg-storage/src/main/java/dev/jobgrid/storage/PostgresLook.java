package dev.jobgrid.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a look at the database found. It ends soon once the pool has given a connection, whether the server answers or the
 * network loses what it says.
 *
 * @param answers whether the tables could be read
 * @param problem why the store cannot be read or written, for people who may be strangers
 */
record PostgresLook(boolean answers, Optional<String> problem) {
    private static final Duration MOST = Duration.ofSeconds(3);

    /** Takes a look, at tables of these names. Blocks. */
    static PostgresLook at(DataSource database, TableNames names) {
        return at(database, names, MOST);
    }

    /** As {@link #at(DataSource, TableNames)}, and waits for so long at most for what the server says. */
    static PostgresLook at(DataSource database, TableNames names, Duration most) {
        try (Connection connection = database.getConnection()) {
            try {
                return bounded(connection, names, most);
            } catch (SQLException e) {
                return new PostgresLook(false, Optional.of(SqlFailure.outage(e).orElse("its tables cannot be read")));
            }
        } catch (SQLException e) {
            return new PostgresLook(false, Optional.of(SqlFailure.unconnected(e)));
        }
    }

    private static PostgresLook bounded(Connection connection, TableNames names, Duration most) throws SQLException {
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(most.toMillis()));
        try {
            return look(connection, names);
        } finally {
            if (!connection.isClosed()) { // a pool of the embedder's own may not set it anew
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }

    private static PostgresLook look(Connection connection, TableNames names) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(names.in(
                        "SELECT current_setting('transaction_read_only') = 'on', EXISTS (SELECT 1 FROM jobs)"))) {
            boolean isReadOnly = row.next() && row.getBoolean(1);
            return new PostgresLook(true, isReadOnly ? Optional.of(SqlFailure.NO_WRITES) : Optional.empty());
        }
    }
}

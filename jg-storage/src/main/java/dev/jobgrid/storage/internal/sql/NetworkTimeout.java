package dev.jobgrid.storage.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Limits the wait for each answer over a connection, for short work. Stateless. */
public final class NetworkTimeout {
    private NetworkTimeout() {}

    /**
     * Runs work on a connection, and restores its earlier limit.
     *
     * @param max the limit, or less where the connection has a smaller one
     * @throws SQLException if an answer does not come in time, among others; the connection is lost then
     */
    public static <T> T within(Duration max, Connection connection, Transactions.Work<T> work) throws SQLException {
        int bound = Math.toIntExact(max.toMillis());
        int before = connection.getNetworkTimeout();
        if (before > 0 && before <= bound) {
            return work.on(connection);
        }
        connection.setNetworkTimeout(Runnable::run, bound);
        try {
            return work.on(connection);
        } finally {
            if (!connection.isClosed()) { // an embedder's pool may not reset it
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }
}

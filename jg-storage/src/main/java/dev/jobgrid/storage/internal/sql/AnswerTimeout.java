package dev.jobgrid.storage.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A bound on how long each answer over a connection is waited for, for work that is short. Stateless. */
public final class AnswerTimeout {
    private AnswerTimeout() {}

    /**
     * Does work on a connection, which then has the bound that it had before.
     *
     * @param most so long for each answer, or less where the connection has a smaller bound of its own
     * @throws SQLException if an answer does not come in time, among others; the connection is lost then
     */
    public static <T> T within(Duration most, Connection connection, Transactions.Work<T> work) throws SQLException {
        int bound = Math.toIntExact(most.toMillis());
        int before = connection.getNetworkTimeout();
        if (before > 0 && before <= bound) {
            return work.on(connection);
        }
        connection.setNetworkTimeout(Runnable::run, bound);
        try {
            return work.on(connection);
        } finally {
            if (!connection.isClosed()) { // a pool of the embedder's own may not set it anew
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }
}

package dev.jobgrid.storage;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to an H2 database whose rollbacks undo nothing of other transactions. H2 gives a row its old value and then removes
 * that step from the transaction's undo log; if the file gets a new version in between, as by another's commit, it does both once
 * more, and by then another transaction may have changed the row and committed. So no version is written while one rolls back.
 * Thread-safe.
 */
final class H2DataSource implements DataSource {
    private final JdbcDataSource h2;

    H2DataSource(JdbcDataSource h2) {
        this.h2 = h2;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return guarded(h2.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return guarded(h2.getConnection(user, password));
    }

    private static Connection guarded(Connection connection) throws SQLException {
        Optional<MVStore> file = file(connection);
        if (file.isEmpty()) {
            return connection; // a database in memory has no versions
        }
        return (Connection) Proxy.newProxyInstance(
                H2DataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, args) -> call(file.get(), connection, method, args));
    }

    private static Optional<MVStore> file(Connection connection) throws SQLException {
        Database database =
                ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
        return database.isPersistent() ? Optional.of(database.getStore().getMvStore()) : Optional.empty();
    }

    private static @Nullable Object call(MVStore file, Connection connection, Method method, Object @Nullable [] args)
            throws Throwable {
        try {
            if (method.getName().equals("close") && !connection.isClosed() && !connection.getAutoCommit()) {
                rollBack(file, () -> {
                    connection.rollback(); // else H2 does it, outside
                    return null;
                });
            }
            return method.getName().equals("rollback")
                    ? rollBack(file, () -> method.invoke(connection, args))
                    : method.invoke(connection, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static @Nullable Object rollBack(MVStore file, Callable<@Nullable Object> how) throws Throwable {
        // What it throws is not for the file to hear, which would close.
        FutureTask<@Nullable Object> rollback = new FutureTask<>(how);
        try {
            file.executeFilestoreOperation(rollback);
        } catch (MVStoreException closed) {
            rollback.run(); // does nothing if it ran
        }
        try {
            return rollback.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return h2.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        h2.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        h2.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return h2.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("H2 has a log of its own");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : h2.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || h2.isWrapperFor(type);
    }
}

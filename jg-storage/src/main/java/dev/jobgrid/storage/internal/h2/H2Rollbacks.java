package dev.jobgrid.storage.internal.h2;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Prevents rollbacks of H2 from undoing commits of other transactions. H2 restores a row's old value and then removes
 * that step from the transaction's undo log; if the file gets a new version in between, by another commit, it repeats
 * both, and by then another transaction may have changed the row and committed. So no version is written during a
 * rollback.
 */
public final class H2Rollbacks {
    private static final System.Logger LOG = System.getLogger(H2Rollbacks.class.getName());

    private H2Rollbacks() {}

    /** The implementation of a call. */
    @FunctionalInterface
    private interface Call {
        @Nullable
        Object answer(Method method, Object @Nullable [] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                H2Rollbacks.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    try {
                        return call.answer(method, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The same database with guarded rollbacks. */
    public static DataSource guarded(DataSource h2) {
        return proxy(DataSource.class, (method, args) -> {
            Object answer = method.invoke(h2, args);
            return answer instanceof Connection connection ? guarded(connection) : answer;
        });
    }

    private static Connection guarded(Connection connection) throws SQLException {
        Database database =
                ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase();
        if (!database.isPersistent()) {
            return connection; // a database in memory has no versions
        }
        MVStore file = database.getStore().getMvStore();
        return proxy(Connection.class, (method, args) -> {
            if (method.getName().equals("close")) {
                undoWhatIsLeft(file, connection);
            }
            return method.getName().equals("rollback")
                    ? rollBack(file, () -> method.invoke(connection, args))
                    : method.invoke(connection, args);
        });
    }

    /** Else the close would roll back unguarded. The connection is closed in any case. */
    private static void undoWhatIsLeft(MVStore file, Connection connection) throws Throwable {
        try {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                rollBack(file, () -> {
                    connection.rollback();
                    return null;
                });
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection is closed that could not be rolled back", e);
        }
    }

    private static @Nullable Object rollBack(MVStore file, Callable<@Nullable Object> how) throws Throwable {
        // Its exception must not reach the file, which would close.
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
}

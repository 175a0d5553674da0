package dev.jobgrid.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A pool whose connections are lost when told, right after or right before the server has committed a statement. */
final class LostConnections {
    private final AtomicInteger lossesAfter = new AtomicInteger();
    private final AtomicInteger lossesBefore = new AtomicInteger();
    private final AtomicInteger lossesOfCommits = new AtomicInteger();
    private final DataSource inner;

    LostConnections(DataSource inner) {
        this.inner = inner;
    }

    /** So many statements from now on are committed, and their answers lost. */
    void loseAnswers(int count) {
        lossesAfter.set(count);
    }

    /** So many statements from now on never reach the server. */
    void loseQuestions(int count) {
        lossesBefore.set(count);
    }

    /** So many transactions from now on are committed, and nobody hears of it. */
    void loseCommits(int count) {
        lossesOfCommits.set(count);
    }

    DataSource database() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    Object result = call(inner, method, args);
                    return result instanceof Connection connection ? wrapped(connection) : result;
                });
    }

    private Connection wrapped(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    Object result = call(connection, method, args);
                    if (method.getName().equals("commit")
                            && lossesOfCommits.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw lost(connection);
                    }
                    return result instanceof PreparedStatement statement ? wrapped(connection, statement) : result;
                });
    }

    private PreparedStatement wrapped(Connection connection, PreparedStatement statement) {
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (proxy, method, args) -> {
                    boolean executes = method.getName().startsWith("execute");
                    if (executes && lossesBefore.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw lost(connection);
                    }
                    Object result = call(statement, method, args);
                    if (executes && lossesAfter.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw lost(connection);
                    }
                    return result;
                });
    }

    private static SQLException lost(Connection connection) throws SQLException {
        connection.close();
        return new SQLException("An I/O error occurred while sending to the backend.", "08006");
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

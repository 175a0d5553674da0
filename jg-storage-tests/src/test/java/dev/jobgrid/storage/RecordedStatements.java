package dev.jobgrid.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/** A pool that records each prepared statement it executes, with the calls of JobGrid that led to it. Thread-safe. */
final class RecordedStatements {
    /**
     * A statement.
     *
     * @param sql its text
     * @param arguments those that are not null, in order
     * @param calls classes and methods of JobGrid on the stack, the outermost first
     */
    record Recorded(String sql, List<Object> arguments, List<String> calls) {
        /** Whether a method, as in {@code Monitor#job}, is among the calls. */
        boolean hasCalled(String method) {
            return from(method) < calls.size();
        }

        /** The calls from the last one of a method on; none if there is none. */
        List<String> callsFrom(String method) {
            return calls.subList(from(method), calls.size());
        }

        private int from(String method) {
            for (int i = calls.size() - 1; i >= 0; i--) {
                if (calls.get(i).endsWith("." + method)) {
                    return i;
                }
            }
            return calls.size();
        }
    }

    private final Queue<Recorded> recorded = new ConcurrentLinkedQueue<>();
    private final DataSource inner;

    RecordedStatements(DataSource inner) {
        this.inner = inner;
    }

    void clear() {
        recorded.clear();
    }

    List<Recorded> all() {
        return List.copyOf(recorded);
    }

    DataSource database() {
        return proxy(
                DataSource.class,
                inner,
                (method, result, args) -> result instanceof Connection connection ? recording(connection) : result);
    }

    private Connection recording(Connection connection) {
        return proxy(
                Connection.class,
                connection,
                (method, result, args) -> result instanceof PreparedStatement statement
                        ? recording(statement, (String) args[0])
                        : result);
    }

    private PreparedStatement recording(PreparedStatement statement, String sql) {
        SortedMap<Integer, Object> arguments = new TreeMap<>();
        return proxy(PreparedStatement.class, statement, (method, result, args) -> {
            if (method.getName().startsWith("execute")) {
                recorded.add(new Recorded(sql, List.copyOf(arguments.values()), calls()));
            } else if (method.getName().startsWith("set")
                    && !method.getName().equals("setNull")
                    && args.length > 1
                    && args[1] != null) {
                arguments.put((Integer) args[0], args[1]);
            }
            return result;
        });
    }

    private static List<String> calls() {
        List<String> calls = new ArrayList<>(StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().startsWith("dev.jobgrid.")
                                && !frame.getClassName().endsWith("Test")
                                && !frame.getClassName().contains("RecordedStatements"))
                        .map(frame -> frame.getClassName() + "#" + frame.getMethodName())
                        .toList()));
        Collections.reverse(calls);
        return calls;
    }

    private interface Wrapping {
        Object wrap(Method method, Object result, Object[] args);
    }

    private static <T> T proxy(Class<T> type, T target, Wrapping wrapping) {
        return type.cast(Proxy.newProxyInstance(
                RecordedStatements.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    try {
                        return wrapping.wrap(method, method.invoke(target, args), args);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }
}

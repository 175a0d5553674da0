package dev.jobgrid.storage.internal.h2;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Connections to H2 that report statements, commits and rollbacks to {@link H2Snapshots}, commit by it and roll back by
 * {@link H2Rollbacks}. Connections to a database in memory, which has no file, are unchanged.
 */
public final class H2Connections {
    private static final System.Logger LOG = System.getLogger(H2Connections.class.getName());

    private static final Pattern FIRST_WORD = Pattern.compile("[\\s(]*([A-Za-z]*)");

    private static final Pattern WRITES_WITHIN = Pattern.compile(
            "\\b(?:FOR|FINAL|NEW|OLD|NEXT|NEXTVAL|INSERT|UPDATE|DELETE|MERGE)\\b", Pattern.CASE_INSENSITIVE);

    private static final Set<String> ROW_CHANGES = Set.of("insertRow", "updateRow", "deleteRow");

    private static final int MAX_KINDS = 1_000;
    private static final Map<String, Kind> KINDS = new ConcurrentHashMap<>();

    /** What a statement does to the file. */
    enum Kind {
        READS,
        /** Is part of the transaction. */
        WRITES,
        /** May commit the transaction too, as what defines tables does. */
        COMMITS,
        /** Takes a version by itself. */
        SNAPSHOTS,
        /** Brings what is written, which is all that was committed, to the disk. */
        SYNCS;

        static Kind of(String sql) {
            Kind known = KINDS.get(sql);
            if (known != null) {
                return known;
            }
            Kind kind = read(sql);
            if (KINDS.size() < MAX_KINDS) {
                KINDS.put(sql, kind);
            }
            return kind;
        }

        private static Kind read(String sql) {
            Matcher first = FIRST_WORD.matcher(sql);
            return switch (first.lookingAt() ? first.group(1).toUpperCase(Locale.ROOT) : "") {
                case "SELECT", "VALUES", "WITH", "TABLE", "EXPLAIN", "SHOW" ->
                    WRITES_WITHIN.matcher(sql).find() ? WRITES : READS;
                case "INSERT", "UPDATE", "DELETE", "MERGE" -> WRITES;
                case "CHECKPOINT" -> SYNCS;
                case "BACKUP", "PREPARE", "SHUTDOWN" -> SNAPSHOTS;
                default -> COMMITS;
            };
        }
    }

    /** The implementation of a call. */
    @FunctionalInterface
    private interface Call {
        @Nullable
        Object answer(Method method, Object @Nullable [] args) throws Throwable;
    }

    private final Connection h2;
    private final SessionLocal session;
    private final H2Snapshots snapshots;

    /** H2 ignores the wish. */
    private boolean isReadOnly;

    private H2Connections(Connection h2, SessionLocal session, H2Snapshots snapshots) {
        this.h2 = h2;
        this.session = session;
        this.snapshots = snapshots;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                H2Connections.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    try {
                        return call.answer(method, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The same database by such connections; nobody may open others beside them. */
    public static DataSource guarded(DataSource h2) {
        AtomicReference<@Nullable H2Snapshots> opened = new AtomicReference<>();
        return proxy(DataSource.class, (method, args) -> {
            Object answer = method.invoke(h2, args);
            return answer instanceof Connection connection ? guarded(connection, opened) : answer;
        });
    }

    private static Connection guarded(Connection connection, AtomicReference<@Nullable H2Snapshots> opened)
            throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        if (!session.getDatabase().isPersistent()) {
            return connection;
        }
        H2Connections guarded = new H2Connections(connection, session, snapshots(session, opened));
        return proxy(Connection.class, guarded::answer);
    }

    private static H2Snapshots snapshots(SessionLocal session, AtomicReference<@Nullable H2Snapshots> opened) {
        MVStore file = session.getDatabase().getStore().getMvStore();
        synchronized (opened) {
            H2Snapshots known = opened.get();
            if (known == null || known.store() != file) { // a database that failed is opened anew
                known = new H2Snapshots(file);
                opened.set(known);
            }
            return known;
        }
    }

    private @Nullable Object answer(Method method, Object @Nullable [] args) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "unwrap" -> {
                if (args != null && args[0] == H2Snapshots.class) {
                    return snapshots;
                }
            }
            case "createStatement", "prepareStatement", "prepareCall" -> {
                String sql = args != null && args[0] instanceof String text ? text : null;
                return guarded((Statement) method.invoke(h2, args), sql);
            }
            case "rollback" -> {
                return rollBack(() -> method.invoke(h2, args));
            }
            case "close" -> undoWhatIsLeft();
            case "isReadOnly" -> {
                return isReadOnly || (boolean) method.invoke(h2, args);
            }
            default -> {
                if (name.equals("setReadOnly")) {
                    isReadOnly = args != null && Boolean.TRUE.equals(args[0]);
                }
                // setAutoCommit and setTransactionIsolation commit
                if ((name.equals("commit") || name.startsWith("set")) && session.hasPendingTransaction()) {
                    return write(() -> method.invoke(h2, args), true);
                }
            }
        }
        return method.invoke(h2, args);
    }

    private Statement guarded(Statement statement, @Nullable String sql) {
        Optional<Kind> prepared = Optional.ofNullable(sql).map(Kind::of);
        return proxy(typeOf(statement), (method, args) -> {
            if (!method.getName().startsWith("execute")) {
                return rows(method.invoke(statement, args));
            }
            // A batch of texts may be anything.
            Kind kind = prepared.orElseGet(() -> args == null ? Kind.COMMITS : Kind.of((String) args[0]));
            Callable<@Nullable Object> execution = () -> method.invoke(statement, args);
            return switch (kind) {
                case READS -> rows(execution.call());
                case WRITES, COMMITS -> rows(write(execution, kind == Kind.COMMITS));
                case SNAPSHOTS -> {
                    FutureTask<@Nullable Object> step = new FutureTask<>(execution);
                    snapshots.exclusively(step);
                    yield result(step);
                }
                case SYNCS -> {
                    sync();
                    yield nothing(method.getReturnType());
                }
            };
        });
    }

    /** The result of a statement that changes no row. */
    private static Object nothing(Class<?> type) {
        if (type == long.class) {
            return 0L;
        }
        if (type == int.class) {
            return 0;
        }
        return false;
    }

    private static Class<? extends Statement> typeOf(Statement statement) {
        if (statement instanceof CallableStatement) {
            return CallableStatement.class;
        }
        return statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
    }

    /** Updatable rows write too. */
    private @Nullable Object rows(@Nullable Object answer) throws SQLException {
        if (!(answer instanceof ResultSet rows) || rows.getConcurrency() != ResultSet.CONCUR_UPDATABLE) {
            return answer;
        }
        return proxy(ResultSet.class, (method, args) -> {
            Callable<@Nullable Object> call = () -> method.invoke(rows, args);
            return ROW_CHANGES.contains(method.getName()) ? write(call, false) : call.call();
        });
    }

    private @Nullable Object write(Callable<@Nullable Object> change, boolean mayCommit) throws Throwable {
        FutureTask<@Nullable Object> written = new FutureTask<>(change);
        H2Snapshots.Writer writer = snapshots.enter(session);
        try {
            written.run();
        } finally {
            snapshots.leave(writer);
        }
        boolean isCommitted = session.getAutoCommit() || mayCommit && !session.hasPendingTransaction();
        if (isCommitted || snapshots.isDue()) {
            try {
                snapshots.flush();
            } catch (RuntimeException e) {
                result(written); // what failed first
                throw DbException.toSQLException(e);
            }
        }
        return result(written);
    }

    private static @Nullable Object result(FutureTask<@Nullable Object> done) throws Throwable {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private void sync() throws SQLException {
        try {
            snapshots.store().sync();
        } catch (RuntimeException e) {
            throw DbException.toSQLException(e);
        }
    }

    private @Nullable Object rollBack(Callable<@Nullable Object> how) throws Throwable {
        H2Snapshots.Writer writer = snapshots.enter(session);
        try {
            return H2Rollbacks.rollBack(snapshots.store(), how);
        } finally {
            snapshots.leave(writer);
        }
    }

    /** Else the close would roll back unguarded. The connection is closed in any case. */
    private void undoWhatIsLeft() throws Throwable {
        try {
            if (!h2.isClosed() && !h2.getAutoCommit()) {
                rollBack(() -> {
                    h2.rollback();
                    return null;
                });
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection is closed that could not be rolled back", e);
        }
    }
}

package dev.jobgrid.storage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that opens a store, and stays. On PostgreSQL it can stop before a statement or a commit. */
final class KilledCreation {
    /** It is about to do what it was told to stop at. */
    static final String STOPPED = "stopped";

    /** The store is open. */
    static final String OPEN = "open";

    private KilledCreation() {}

    /** How often the step came. Of the one thread that opens. */
    private static int seen;

    /**
     * Arguments: the folder; or the URL, the schema and a folder for blobs, and then the text of a step to stop at and how often it
     * comes before.
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 1) {
            H2Storage.open(Path.of(args[0]));
        } else {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(args[0]);
            PostgresStorage.builder()
                    .dataSource(args.length == 3 ? database : stopping(database, args[3], Integer.parseInt(args[4])))
                    .schema(args[1])
                    .blobFolder(Path.of(args[2]))
                    .open();
        }
        stay(OPEN);
    }

    private static void stay(String where) throws InterruptedException {
        System.out.println(where);
        new CountDownLatch(1).await();
    }

    private static DataSource stopping(DataSource database, String at, int before) {
        return stopping(DataSource.class, database, "", sql -> {
            if (sql.contains(at) && seen++ == before) {
                stay(STOPPED);
            }
        });
    }

    /** What is told of each statement and commit. */
    @FunctionalInterface
    private interface Steps {
        void step(String sql) throws InterruptedException;
    }

    private static <T> T stopping(Class<T> type, Object real, String prepared, Steps steps) {
        InvocationHandler calls = (self, method, args) -> {
            if (method.getName().equals("commit")) {
                steps.step("commit");
            } else if (method.getName().startsWith("execute")) {
                steps.step(text(args, prepared));
            }
            try {
                return wrapped(method.invoke(real, args), text(args, ""), steps);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(KilledCreation.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private static String text(Object @Nullable [] args, String otherwise) {
        return args != null && args.length > 0 && args[0] instanceof String sql ? sql : otherwise;
    }

    private static @Nullable Object wrapped(@Nullable Object answer, String sql, Steps steps) {
        if (answer instanceof PreparedStatement statement) {
            return stopping(PreparedStatement.class, statement, sql, steps);
        }
        if (answer instanceof Statement statement) {
            return stopping(Statement.class, statement, sql, steps);
        }
        return answer instanceof Connection connection ? stopping(Connection.class, connection, sql, steps) : answer;
    }
}

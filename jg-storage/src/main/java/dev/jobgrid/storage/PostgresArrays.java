package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobEvent;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds the columns of many rows, each as one array, for <code>unnest</code>. Times go as microseconds since 1970, which
 * the driver sends as they are. Single-threaded.
 */
final class PostgresArrays<T> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int position;

    PostgresArrays(Connection connection, PreparedStatement statement, int position, List<T> rows) {
        this.connection = connection;
        this.statement = statement;
        this.position = position;
        this.rows = rows;
    }

    /** An event and whose it is. */
    record Told(JobRef job, JobEvent event) {}

    PostgresArrays<T> texts(Function<T, String> column) throws SQLException {
        String[] values = new String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return bind("text", values);
    }

    PostgresArrays<T> numbers(Function<T, @Nullable Long> column) throws SQLException {
        @Nullable Long[] values = new Long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return bind("int8", values);
    }

    PostgresArrays<T> times(Function<T, Instant> column) throws SQLException {
        return numbers(row -> micros(column.apply(row)));
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    private PostgresArrays<T> bind(String type, @Nullable Object[] values) throws SQLException {
        Array array = connection.createArrayOf(type, values);
        statement.setArray(position++, array);
        return this;
    }

    /** Binds the columns of events, and gives the next position. */
    static int events(Connection connection, PreparedStatement statement, int position, List<Told> told)
            throws SQLException {
        return new PostgresArrays<>(connection, statement, position, told)
                .texts(row -> row.job().workspace().value())
                .texts(row -> row.job().id().value())
                .numbers(row -> row.event().sequence())
                .texts(row -> row.event().id())
                .texts(row -> row.event().type())
                .texts(row -> row.event().phase().name())
                .texts(row -> row.event().level().name())
                .texts(row -> NulText.without(row.event().title()))
                .texts(row -> NulText.without(row.event().message()))
                .times(row -> row.event().created())
                .position;
    }

    int position() {
        return position;
    }
}

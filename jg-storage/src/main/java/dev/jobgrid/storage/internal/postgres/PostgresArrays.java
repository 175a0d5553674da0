package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds columns of many rows, each as one array, for <code>unnest</code>. Times are microseconds since 1970, which the
 * driver sends unchanged. Single-threaded.
 */
public final class PostgresArrays<T> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<T> rows;
    private int position;
    private boolean isOne;

    PostgresArrays(Connection connection, PreparedStatement statement, int position, List<T> rows) {
        this.connection = connection;
        this.statement = statement;
        this.position = position;
        this.rows = rows;
    }

    /** If so, binds plain values instead, for a statement with one row. */
    PostgresArrays<T> asOne(boolean is) {
        isOne = is;
        return this;
    }

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
        return numbers(row -> TimeColumn.epochMicros(column.apply(row)));
    }

    private PostgresArrays<T> bind(String type, @Nullable Object[] values) throws SQLException {
        if (isOne) {
            statement.setObject(position++, values[0], type.equals("text") ? Types.VARCHAR : Types.BIGINT);
            return this;
        }
        Array array = connection.createArrayOf(type, values);
        statement.setArray(position++, array);
        return this;
    }

    int position() {
        return position;
    }
}

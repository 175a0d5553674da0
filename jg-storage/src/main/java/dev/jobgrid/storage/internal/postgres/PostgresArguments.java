package dev.jobgrid.storage.internal.postgres;

import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds the arguments of a statement with {@linkplain PostgresSource sources of rows}, from left to right: each column of many
 * rows as one array. Times are microseconds since 1970, which the driver sends unchanged. Single-threaded.
 */
final class PostgresArguments {
    private final Connection connection;
    private final PreparedStatement statement;
    private final boolean isOne;
    private int position = 1;

    /**
     * The arguments of a statement.
     *
     * @param isOne whether each source takes plain values, for one row
     */
    PostgresArguments(Connection connection, PreparedStatement statement, boolean isOne) {
        this.connection = connection;
        this.statement = statement;
        this.isOne = isOne;
    }

    /** Binds a text. */
    PostgresArguments text(String value) throws SQLException {
        statement.setString(position++, value);
        return this;
    }

    /** Binds an array of texts. */
    PostgresArguments array(String @Nullable [] values) throws SQLException {
        statement.setArray(position++, values == null ? null : connection.createArrayOf("text", values));
        return this;
    }

    /** Binds the columns of a source. */
    <T> Columns<T> rows(List<T> rows) {
        return new Columns<>(rows);
    }

    /** The columns of one source. */
    final class Columns<T> {
        private final List<T> rows;

        private Columns(List<T> rows) {
            this.rows = rows;
        }

        Columns<T> texts(Function<T, String> column) throws SQLException {
            String[] values = new String[rows.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = column.apply(rows.get(i));
            }
            return bind("text", Types.VARCHAR, values);
        }

        Columns<T> numbers(Function<T, @Nullable Long> column) throws SQLException {
            @Nullable Long[] values = new Long[rows.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = column.apply(rows.get(i));
            }
            return bind("int8", Types.BIGINT, values);
        }

        Columns<T> times(Function<T, Instant> column) throws SQLException {
            return numbers(row -> TimeColumn.epochMicros(column.apply(row)));
        }

        Columns<T> optionalTimes(Function<T, Optional<Instant>> column) throws SQLException {
            return numbers(row -> column.apply(row).map(TimeColumn::epochMicros).orElse(null));
        }

        private Columns<T> bind(String type, int jdbcType, @Nullable Object[] values) throws SQLException {
            if (isOne) {
                statement.setObject(position++, values[0], jdbcType);
            } else {
                statement.setArray(position++, connection.createArrayOf(type, values));
            }
            return this;
        }
    }
}

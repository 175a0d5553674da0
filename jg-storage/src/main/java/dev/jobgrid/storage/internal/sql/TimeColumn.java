package dev.jobgrid.storage.internal.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Converts a time for a column: UTC, independent of time zones of the JVM and the database, and truncated to
 * microseconds, because databases would round up.
 */
public final class TimeColumn implements Argument {
    private final @Nullable OffsetDateTime value;

    private TimeColumn(@Nullable OffsetDateTime value) {
        this.value = value;
    }

    public static TimeColumn of(Instant at) {
        return new TimeColumn(utc(at));
    }

    /** The same for statements without Jdbi. */
    public static OffsetDateTime utc(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    public static TimeColumn of(Optional<Instant> at) {
        return at.map(TimeColumn::of).orElseGet(() -> new TimeColumn(null));
    }

    /** The time for a column. */
    public static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    /** The time as a number: microseconds since 1970. */
    public static long epochMicros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    public static Instant read(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> readOptional(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        if (value == null) {
            statement.setNull(position, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(position, value);
        }
    }
}

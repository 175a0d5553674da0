package dev.jobgrid.storage.internal.copy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types of columns: values are read and hashed alike in H2 and PostgreSQL. */
enum ColumnKind {
    TEXT,
    INTEGER,
    FLAG,
    TIME,
    BYTES;

    /**
     * The kind of a type.
     *
     * @param type by its name in the information schema
     */
    static ColumnKind of(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "character varying" -> TEXT;
            case "integer", "bigint" -> INTEGER;
            case "boolean" -> FLAG;
            case "timestamp with time zone" -> TIME;
            case "binary varying", "bytea" -> BYTES;
            default -> throw new IllegalStateException("no rule copies columns of the type " + type);
        };
    }

    /** A value of the current row: a text, a long, a Boolean, a time in UTC, bytes, or null. */
    @Nullable
    Object read(ResultSet row, int column) throws SQLException {
        Object value = switch (this) {
            case TEXT -> row.getString(column);
            case INTEGER -> row.getLong(column);
            case FLAG -> row.getBoolean(column);
            case TIME -> utc(row.getObject(column, OffsetDateTime.class));
            case BYTES -> row.getBytes(column);
        };
        return row.wasNull() ? null : value;
    }

    private static @Nullable OffsetDateTime utc(@Nullable OffsetDateTime time) {
        return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC);
    }

    /** Writes a value for its hash: its presence, then its bytes, so that no two rows are written alike. */
    void write(@Nullable Object value, DataOutputStream to) throws IOException {
        to.writeBoolean(value != null);
        if (value == null) {
            return;
        }
        switch (this) {
            case TEXT -> writeBytes(((String) value).getBytes(StandardCharsets.UTF_8), to);
            case INTEGER -> to.writeLong((long) value);
            case FLAG -> to.writeBoolean((boolean) value);
            case TIME -> {
                Instant instant = ((OffsetDateTime) value).toInstant();
                to.writeLong(instant.getEpochSecond());
                to.writeInt(instant.getNano());
            }
            case BYTES -> writeBytes((byte[]) value, to);
        }
    }

    private static void writeBytes(byte[] bytes, DataOutputStream to) throws IOException {
        to.writeInt(bytes.length);
        to.write(bytes);
    }
}
